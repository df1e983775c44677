# The moderators' room: cards, answers to commands, and the room itself.

## The bot and its room
room-bot-name = Registrations
room-name = Account requests
room-topic = People who ask for an account on { $server }. React to a card to decide.

## A card
room-card-email = E-mail:
room-card-submitted = Asked on:
room-card-reason = Reason:
room-card-no-reason = (none given)
room-card-message = Message to the applicant:
room-card-waiting = ⏳ Waiting for a moderator. React with { $approve } to approve or { $deny } to deny.
room-card-waiting-quorum = ⏳ Waiting for moderators. React with { $approve } to approve or { $deny } to deny; it takes { $approvals ->
    [one] { $approvals } approval
   *[other] { $approvals } approvals
} or { $denials ->
    [one] { $denials } denial
   *[other] { $denials } denials
}.
room-card-opening = ✅ Approved by { $by } on { $at }. The account is being opened.
room-card-active = ✅ Approved by { $by } on { $at }. The account is open.
room-card-denied = ❌ Denied by { $by } on { $at }.
room-card-awaiting-password = ✅ Approved by { $by } on { $at }. Waiting for the applicant to choose a password.
room-card-unused = ⌛ Approved by { $by }, and given up on { $at }: the applicant never chose a password, or the username was taken meanwhile.
room-card-expired = ⌛ Expired on { $at }. Nobody decided in time.
room-card-unfinished = ✏️ Not yet complete.
room-card-edited = Request #{ $id } has changed.

## Who did it
room-by-operator = an operator
room-by-system = the service

## To a moderator who came second
room-late-approved = { $who }: request #{ $id } was already approved by { $by } on { $at }. Your reaction changes nothing.
room-late-denied = { $who }: request #{ $id } was already denied by { $by } on { $at }. Your reaction changes nothing.
room-late-expired = { $who }: request #{ $id } has expired on { $at }. Your reaction changes nothing.

## Answers to commands
room-help-title = This is what I understand:
room-help-list = { $prefix } list: the requests that wait for a decision
room-help-approve = { $prefix } approve #12: opens the account. A username will do too; words after it are a message to the applicant.
room-help-deny = { $prefix } deny #12: removes the account. A username will do too; words after it are a message to the applicant.
room-help-status = { $prefix } status: how the service is doing
room-help-help = { $prefix } help: these lines
room-list-empty = Nobody is waiting.
room-list-title = { $count ->
    [one] { $count } request waits:
   *[other] { $count } requests wait:
}
room-list-line = #{ $id } { $mxid }, since { $at }
room-decided-approved = Request #{ $id } of { $mxid } is approved.
room-decided-denied = Request #{ $id } of { $mxid } is denied.
room-already-approved = Request #{ $id } was already approved by { $by } on { $at }.
room-already-denied = Request #{ $id } was already denied by { $by } on { $at }.
room-already-expired = Request #{ $id } has expired on { $at }.
room-not-ready = Request #{ $id } is not complete yet, so there is nothing to decide.
room-not-found = I know no such request: { $who }
room-quorum-needed = Several moderators have to agree here, so please react to the card of request #{ $id } instead.
room-status-waiting = { $count ->
    [0] Nobody is waiting for a decision.
    [one] { $count } request waits for a decision.
   *[other] { $count } requests wait for a decision.
}
room-status-mail = Mail: { $waiting } to be sent, { $parked } given up.
room-status-synapse = Synapse: { $waiting } changes to be made, { $parked } given up.
room-status-room = Room: { $waiting } messages to be posted, { $parked } given up.
room-error-unknown = I do not understand “{ $word }”. Try { $prefix } help.
room-error-missing-who = Which one? Write { $prefix } { $command } and then a number such as #12, or a username.
room-error-bad-who = “{ $who }” is neither a number such as #12 nor a username.
room-error-leftover = I do not understand “{ $rest }” after “{ $command }”.
room-error-internal = Something broke on my side. The log says more; please try again.
