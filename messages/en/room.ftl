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
room-card-note = Note, not sent to the applicant:
room-card-quiet = 🔕 Without a mail to the applicant.
room-card-quiet-link = 🔕 Without a mail to the applicant, who needs a link to choose a password. To send it later: { $prefix } resend #{ $id }
room-card-prior = ⚠️ Denied before: #{ $id } { $mxid }, { $at } by { $by } ({ $same })
room-card-prior-because = ⚠️ Denied before: #{ $id } { $mxid }, { $at } by { $by } — “{ $words }” ({ $same })
room-card-prior-more = ⚠️ … and more.
room-prior-same-email = same e-mail address
room-prior-same-network = same network
room-prior-same-both = same e-mail address, same network
room-card-waiting = ⏳ Waiting for a moderator. React with { $approve } to approve or { $deny } to deny.
room-card-waiting-quorum = ⏳ Waiting for moderators. React with { $approve } to approve or { $deny } to deny; it takes { $approvals ->
    [one] { $approvals } approval
   *[other] { $approvals } approvals
} or { $denials ->
    [one] { $denials } denial
   *[other] { $denials } denials
}.
room-card-votes = Votes: { $sides }
room-card-votes-side = { $key } { $who } ({ $count } of { $needed })
room-card-voters = Decided by the votes of { $who }.
room-card-opening = ✅ Approved by { $by } on { $at }. The account is being opened.
room-card-active = ✅ Approved by { $by } on { $at }. The account is open.
room-card-denied = ❌ Denied by { $by } on { $at }.
room-card-awaiting-password = ✅ Approved by { $by } on { $at }. Waiting for the applicant to choose a password.
room-card-unused = ⌛ Approved by { $by }, and given up on { $at }: the applicant never chose a password, or the username was taken meanwhile.
room-card-expired = ⌛ Expired on { $at }. Nobody decided in time.
room-card-unfinished = ✏️ Not yet complete.
room-card-edited = Request #{ $id } of { $mxid }: { $state }

## A greeting
room-welcome = Welcome to { $server }, { $username }!
    Your account is ready. If you have any questions, the people who run this server are glad to help.
room-welcome-no-user = the account's name makes no user ID
room-welcome-no-room = { $room }: there is no such room; look at { $key }
room-welcome-shut-out = { $room }: nobody of this server can let { $bot } in; invite it to the room
room-welcome-silenced = { $room }: the bot is not allowed to write there; give it the power to send messages
room-welcome-public = { $room }: anybody can join or read it, and the greeting names the e-mail address or the reason; take them out of message_template, or make the room private
room-welcome-left = the bot is no longer in the room of the direct message
room-welcome-taken-over = another process greets this account
room-welcome-unfinished = the room of the direct message was not finished, and is made anew

## What could not be done
room-trouble = ⚠️ #{ $id } { $mxid }: { $what }.
room-trouble-cause = Why: { $cause }
room-trouble-remedy = What to do: { $remedy }
room-trouble-retry = To have it tried again then: { $prefix } retry #{ $id }
room-parked-mail-verification = the mail with the link could not be sent
room-parked-mail-receipt = the mail that the request has arrived could not be sent
room-parked-mail-operators = the mail to the operators could not be sent
room-parked-mail-approval = the mail that the account is open could not be sent
room-parked-mail-password-link = the mail with the link to choose a password could not be sent
room-parked-mail-denial = the mail that the request was denied could not be sent
room-parked-unlock = the account could not be opened
room-parked-remove = the account could not be removed, and may still be there, locked
room-parked-consent = the agreement to the server's policy could not be given for the account
room-parked-join = the account could not be let into { $room }
room-parked-welcome = the account could not be greeted
room-parked-log = the decision could not be told in the log room
room-parked-report = a report like this could not be posted
room-parked-account-questions = the list of accounts that need a decision
room-parked-card = the card could not be posted or updated
room-remedy-mail = See whether the address can be right. If it is, an operator finds out with “synapse-registration check” whether the mail server works.
room-remedy-mail-operators = An operator looks at admin.email, and finds out with “synapse-registration check” whether the mail server works.
room-remedy-unlock = Somebody answers the question about the account, if I have asked one. Else an operator looks at the account in Synapse: it has to be there, and not deactivated.
room-remedy-remove = Somebody answers the question about the account, if I have asked one. Else an operator looks at the account in Synapse and at the admin token.
room-remedy-consent = An operator looks at form_secret and consent_version, which have to be those of Synapse's own configuration. Until then the new account may be asked to agree.
room-remedy-join = Somebody mends the room as it says above, or invites the account by hand. The account itself is open.
room-remedy-welcome = Somebody mends it as it says above, or greets them by hand. The account itself is open.
room-remedy-log = Somebody mends it as it says above. Nothing else depends on it.
room-remedy-room = An operator looks at the log.

## Who did it
room-by-operator = an operator
room-by-system = the service
room-by-applicant = the applicant

## To a moderator who came second
room-late-approved = { $who }: request #{ $id } was already approved by { $by } on { $at }. Your reaction changes nothing.
room-late-denied = { $who }: request #{ $id } was already denied by { $by } on { $at }. Your reaction changes nothing.
room-late-expired = { $who }: request #{ $id } has expired on { $at }. Your reaction changes nothing.

## A room at risk

## Answers to commands
room-help-title = This is what I understand:
room-help-list = { $prefix } list [pending|denied|active|all] [page]: who waits for a decision, or other requests
room-help-show = { $prefix } show #12: everything about a request, and what happened to it
room-help-search = { $prefix } search words: requests whose name, e-mail address or reason holds these words
room-help-approve = { $prefix } approve #12 [--quiet] [message]: opens the account. The message goes to the applicant; with --quiet no mail is sent.
room-help-deny = { $prefix } deny #12 [--quiet] [message]: removes the account. Message and --quiet as with approve.
room-help-reopen = { $prefix } reopen #12: puts a denied request before you again
room-help-resend = { $prefix } resend #12: mails the applicant a new link, or the decision once more
room-help-pause = { $prefix } pause [reason]: takes no new requests for a while. Applicants read the reason; what is under way goes on.
room-help-resume = { $prefix } resume: takes new requests again
room-help-parked = { $prefix } parked: what could not be done
room-help-retry = { $prefix } retry #12|all: tries again what could not be done
room-help-stats = { $prefix } stats [days]: how many asked, and what was decided
room-help-status = { $prefix } status: how the service is doing
room-help-adopt = { $prefix } adopt #12: goes on with an account that is not as I left it, because it is ours after all
room-help-keep = { $prefix } keep #12: leaves such an account to the person who uses it. A denied request counts as approved then.
room-help-release = { $prefix } release #12: gives up our claim to such an account, and changes nothing
room-help-remove = { $prefix } remove #12: deactivates and erases such an account, if nobody uses it
room-help-help = { $prefix } help [command]: these lines, or one of them
room-help-who = Instead of a number such as #12, a username, a user ID or a link to the user will do.
room-help-ways = You can also call me by my name, or reply to a card: “approve welcome!”, “deny spam”, “show”.
room-list-empty = Nobody is waiting.
room-list-title = { $count ->
    [one] { $count } request waits:
   *[other] { $count } requests wait:
}
room-list-title-many = More than { $count } requests wait:
room-list-none = There are no such requests.
room-list-no-such-page = There is no such page.
room-list-no-page = There are only { $count ->
    [one] { $count } of them
   *[other] { $count } of them
}, and no such page.
room-list-title-other = { $count ->
    [one] { $count } request:
   *[other] { $count } requests, the newest first:
}
room-list-title-other-many = More than { $count } requests, the newest first:
room-list-more = For more: { $prefix } list { $shelf } { $page }
room-list-line-state = #{ $id } { $mxid }, { $at }: { $state ->
    [awaiting_email] the e-mail address is not confirmed
    [awaiting_details] the form is not complete
    [provisioning] approved, being opened
    [awaiting_password] approved, no password yet
    [active] approved
    [denied] denied
    [expired] given up
   *[other] { $state }
}
room-search-none = Nothing holds “{ $words }”.
room-search-more = … and more. Say more of what you look for.
room-show-address = Asked from: { $address }
room-show-no-address = (not known)
room-show-timeline = What happened:
room-show-earlier = … { $count } earlier entries are left out.
room-show-entry = { $at }: { $what } ({ $by })
room-show-entry-detail = { $at }: { $what } ({ $by }): { $detail }
room-event = { $kind ->
    [started] username and e-mail address given
    [agreed] agreed to the documents
    [email_verified] e-mail address confirmed
    [renamed] another username chosen
    [address_refused] the mail server refused the address
    [submitted] request complete
    [vote] vote
    [approved] approved
    [denied] denied
    [reopened] reopened
    [account_ready] account open
    [password_needed] waiting for a password
    [password_set] password chosen
    [name_lost] username taken by somebody else
    [timed_out] given up
    [mail_requested] a mail asked for again
    [mail_verification] mail with the link sent
    [mail_receipt] receipt mailed
    [mail_operators] operators told by mail
    [mail_approval] approval mailed
    [mail_password_link] link to choose a password mailed
    [mail_denial] denial mailed
    [unlock_account] account unlocked
    [remove_account] account removed
    [give_consent] consent given
    [join_room] let into a room
    [welcome] greeted
    [log_decision] decision told in the log room
    [report_trouble] moderators told of trouble
    [post_card] card posted
    [update_card] card updated
    [failed] failed
   *[other] { $kind }
}
room-stats-title = { $days ->
    [one] The last day
   *[other] The last { $days } days
}: { $all ->
    [false] more requests than are counted. Of the newest { $count }:
   *[true] { $count ->
        [0] no requests.
        [one] { $count } request.
       *[other] { $count } requests.
    }
}
room-stats-decided = { $approved } approved, { $denied } denied, { $waiting } still waiting.
room-stats-rate = Approved: { $rate } % of what was decided.
room-stats-median = Half of the decisions were made within { $span }.
room-span-minutes = { $count ->
    [0] less than a minute
    [one] { $count } minute
   *[other] { $count } minutes
}
room-span-hours = { $count } hours
room-span-days = { $count } days
room-list-line = #{ $id } { $mxid }, since { $at }
room-decided-approved = Request #{ $id } of { $mxid } is approved.
room-decided-denied = Request #{ $id } of { $mxid } is denied.
room-decided-approved-quietly = Request #{ $id } of { $mxid } is approved, without a mail to the applicant.
room-decided-denied-quietly = Request #{ $id } of { $mxid } is denied, without a mail to the applicant.
room-already-approved = Request #{ $id } was already approved by { $by } on { $at }.
room-already-denied = Request #{ $id } was already denied by { $by } on { $at }.
room-already-expired = Request #{ $id } has expired on { $at }.
room-not-ready = Request #{ $id } is not complete yet, so there is nothing to decide.
room-not-found = I know no such request: { $who }
room-number-gone = Request #{ $id } is not known any more: it was forgotten when its time was over, or the service was restored from a backup that is older than it. A card of it counts no more.
room-quorum-needed = Several moderators have to agree here, so please react to the card of request #{ $id } instead.
room-reopened = Request #{ $id } of { $mxid } is open again. Its new card comes in a moment; the old one counts no more.
room-reopen-open = Request #{ $id } is open; it waits for a decision.
room-reopen-superseded = Request #{ $id } cannot be reopened: another request has its username or its e-mail address now.
room-resent-link = The applicant of request #{ $id } gets a new link to confirm the address.
room-resent-password-link = The applicant of request #{ $id } gets a new link to choose a password.
room-resent-decision = The applicant of request #{ $id } is told of the decision once more.
room-resend-undecided = Request #{ $id } is not decided yet, so there is nothing to send.
room-resend-soon = Request #{ $id } is approved, and its account is being opened. The mail comes by itself.
room-resend-nothing = Request #{ $id } has been given up, so there is nothing to send.
room-resend-too-soon = The applicant of request #{ $id } was sent a link a moment ago.
room-retry-none = Nothing that concerns request #{ $id } waits to be tried again.
room-retried = { $count ->
    [one] { $count } thing is tried again. If it fails once more, I say so under the card.
   *[other] { $count } things are tried again. What fails once more, I say so under its card.
}
room-parked-none = There is nothing that could not be done.
room-parked-title = This could not be done:
room-parked-line = #{ $id }: { $what }, since { $at }. Why: { $cause }
room-parked-more = … and more.
room-parked-retry = When it is mended: { $prefix } retry #12, or { $prefix } retry all
room-status-waiting = { $count ->
    [0] Nobody is waiting for a decision.
    [one] { $count } request waits for a decision.
   *[other] { $count } requests wait for a decision.
}
room-status-mail = Mail: { $waiting } to be sent, { $parked } given up.
room-status-synapse = Synapse: { $waiting } changes to be made, { $parked } given up.
room-status-room = Room: { $waiting } messages to be posted, { $parked } given up.
room-status-parked = { $count ->
    [one] { $count } thing could not be done.
   *[other] { $count } things could not be done.
} To see more: { $prefix } parked
room-status-accounts = { $count ->
    [one] One account needs a decision.
   *[other] { $count } accounts need a decision.
} What can be done is in the message about it. At the terminal: accounts list
room-error-flag = “{ $command }” does not know “{ $flag }”.
room-error-unknown = I do not understand “{ $word }”. Try { $prefix } help.
room-error-nearest = I do not understand “{ $word }”. Did you mean “{ $prefix } { $nearest }”?
room-error-missing-who = Which one? Say a number such as #12, or a username.
room-error-missing-words = What shall I look for?
room-cut = … There is more, but it does not fit into one message.
room-refused-elsewhere = I am a program and cannot talk, sorry. If you have a question, please ask the people who run this server.
room-refused = Sorry, only moderators can ask me for something: members of this room with a power level of { $level } or more.
room-refused-local = Sorry, only moderators can ask me for something: members of this room who have their account on { $server }, and a power level of { $level } or more.
room-refused-named = Sorry, only moderators can ask me for something, and the operator of this server has named them.
room-error-bad-who = “{ $who }” is neither a number such as #12 nor a username.
room-error-leftover = I do not understand “{ $rest }” after “{ $command }”.
room-reply-unclear = I take this as talk about request #{ $id }, and do nothing. To decide, reply “approve” or “deny”, with words to the applicant behind it if you like, or react to the card with { $yes } or { $no }.
room-card-gone = This card counts no more: another one has taken its place, or the service was restored from a backup that is older than the card. Look for the request with “list”.
room-near-miss = { $who }: { $key } does not count here. React with { $yes } to approve or { $no } to deny.
room-error-long = That is too long for “{ $command }”: at most { $most } characters.
room-error-many = Those are too many at once: “{ $command }” takes at most { $most } requests.
room-error-internal = Something broke on my side. The log says more; please try again.

## The desk: what a card says beside the request's own words
room-card-from = From: { $address }
room-card-cut = The reason goes on: { $prefix } show #{ $id }
room-card-related = ⚠️ Also asked: #{ $id } { $mxid }, { $state ->
    [waiting] waiting
    [approved] approved
    [unfinished] not finished
   *[gone] given up
} ({ $same })
room-card-throwaway = ⚠️ The e-mail address is of a provider that throws mailboxes away.
room-card-looks-like = ⚠️ The username can be taken for: { $names }
room-card-quick = ⚠️ Filled in within { $seconds ->
    [0] a second
    [one] { $seconds } second
   *[other] { $seconds } seconds
}.
room-show-hidden-address = (hidden)
room-show-age = Asked { $age } ago
room-thread-wrote = { $by } wrote to the applicant:
room-thread-noted = { $by } noted, and the applicant is not told:

## The desk: commands
room-help-block = { $prefix } block email|username|ip pattern [--for 30d] [--reason "…"] [--show-reason] [--deny-pending] [--yes]: keeps people out. The pattern is a regular expression; for ip, an address or a network.
room-help-unblock = { $prefix } unblock 3: takes a rule away
room-help-blocks = { $prefix } blocks: who is kept out
room-help-remind = { $prefix } remind [on|off|hours]: whether I remind you of who waits
room-help-several = Several at once: “deny #12 #14 #15 spam”. I show you whom it concerns, and do it after your ✅; with --yes at once.
room-error-value = “{ $flag }” needs a value behind it.
room-error-span = “{ $span }” is no span of time like 30d, 2w or 12h.
room-error-kind = I cannot keep people out by “{ $kind }”, only by email, username or ip.
room-error-pattern = What shall I look at, and for what?
room-error-rule = Which rule? Say its number.
room-ask-approve = This would approve { $count ->
    [one] { $count } request
   *[other] { $count } requests
}:
room-ask-deny = This would deny { $count ->
    [one] { $count } request
   *[other] { $count } requests
}:
room-ask-block = This would keep out by { $kind }: { $pattern }. And it would deny { $count ->
    [one] { $count } request that waits
   *[other] { $count } requests that wait
}:
room-ask-line = #{ $id } { $mxid }
room-ask-more = … and { $count } more.
room-ask-words = With these words: “{ $words }”
room-ask-quiet = The applicants get no mail about it.
room-ask-mail = The applicants are told by mail.
room-ask-how = React with { $yes } to do it, or { $no } to leave it. I wait for ten minutes.
room-ask-no = Nothing is done.
room-ask-closed = This question is closed: it was answered, or more than ten minutes have passed. If it is still to be done, please ask me again.
room-reason-needed = A no needs a reason here, which the applicant is told: { $prefix } deny #12 the reason
room-reasons-title = A no to request #{ $id } needs a reason, which the applicant is told. Tap on one, or reply to this with other words:
room-reasons-none = A no to request #{ $id } needs a reason, which the applicant is told. Reply to this with it.
room-rule-made = Rule #{ $id } is made. To take it away: { $prefix } unblock { $id }
room-rule-denied = { $count ->
    [one] { $count } request is denied
   *[other] { $count } requests are denied
}, without a mail.
room-rule-pending = { $count ->
    [one] { $count } request that waits would be under it, and goes
   *[other] { $count } requests that wait would be under it, and go
} on waiting. The same with --deny-pending denies what waits.
room-rule-pattern = This will not do: { $why }
room-rule-quorum = Several moderators have to agree on a denial here, so I cannot deny what waits at the word of one. Without --deny-pending I make the rule, and you decide on the cards of those who wait. An operator can do both at the terminal.
room-rule-reason-needed = A denial needs a reason here: say it with --reason "…", and it is noted with each request.
room-rule-removed = Rule #{ $id } is taken away.
room-rule-unknown = There is no rule #{ $id }. To see them: { $prefix } blocks
room-rules-none = Nobody is kept out.
room-rules-title = { $count ->
    [one] { $count } rule:
   *[other] { $count } rules, the newest first:
}
room-rules-more = … and more. An operator sees all of them with “synapse-registration”.
room-rule-line = #{ $id } { $kind }: { $pattern }, by { $by } on { $at }
room-rule-until = , until { $at }
room-rule-reason = { " " }— “{ $reason }”
room-rule-shown = { " " }(applicants read this)
room-rule-email = e-mail address
room-rule-username = username
room-rule-address = network address
room-status-version = Version { $version }, running for { $span }.
room-status-part-database = Database
room-status-part-synapse = Synapse
room-status-part-mail = Mail server
room-status-well = ✅ { $part }
room-status-well-more = ✅ { $part }: { $more }
room-status-no-admin = the admin token is valid, but its user is no server admin
room-status-ill = ❌ { $part }: { $cause }
room-status-oldest = The oldest has waited for { $span }.
room-status-paused = ⏸️ No new requests are taken: { $by } said so on { $at }. To take them again: { $prefix } resume
room-status-paused-saying = ⏸️ No new requests are taken: { $by } said so on { $at }. Applicants read: “{ $reason }” To take them again: { $prefix } resume
room-paused = New requests are not taken any more; what is under way goes on. To take them again: { $prefix } resume
room-paused-saying = New requests are not taken any more; what is under way goes on. Applicants read: “{ $reason }” To take new ones again: { $prefix } resume
room-resumed = New requests are taken again.
room-resume-nothing = New requests are being taken, so there is nothing to resume.
room-log-approved = { $by } approved request #{ $id }.
room-log-denied = { $by } denied request #{ $id }.
room-remind-after = I remind you of requests that have waited for { $span }.
room-remind-never = I do not remind you of requests that wait.
room-reminder-title = ⏰ { $count ->
    [one] { $count } request has waited for { $span } or longer:
   *[other] { $count } requests have waited for { $span } or longer:
}
room-reminder-line = #{ $id } { $mxid }, for { $span }
room-digest = ☀️ The last day: { $count ->
    [0] no requests.
    [one] { $count } request.
   *[other] { $count } requests.
}
room-digest-decided = { $approved } of them are approved, { $denied } denied.
## What is wrong with the room itself
room-concerns = ⚠️ Please look at the settings of this room:
room-concerns-none = ✅ The settings of this room are as they should be now.
room-concern-public = Anybody may join, and requests hold personal data. Make the room private: invitation only.
room-concern-public-space = Members of { $space } may join, anybody may become one, and requests hold personal data. Make the room private: invitation only.
room-concern-world-readable = Anybody may read what is said here, without joining. Let only members read the history.
room-concern-guests = Guests without an account may come in. Forbid guest access.
room-concern-unencrypted = What is said here is not encrypted. Switch encryption on, or set bot.encrypted to false if it is meant to be so.
room-concern-power = The bot's power level is { $has }, which is too low { $what }. Raise it to { $needs }.
room-power-message = to post messages and cards
room-power-reaction = to offer reactions
room-power-redaction = to take back its own reactions

room-exposed = Anybody can join or read this room, so I post no requests here and answer no commands. Make the room private (by invitation only, its history for members only), and I go on.

## A message that cannot be read
room-unread = I cannot read your message: its key has not reached me. Please write it again, from a client that is up to date. If that does not help, discard the room's session in your client (/discardsession) and write it once more. A reaction to a card always reaches me.

## Accounts that need a decision

room-accounts = { $count ->
    [one] One account needs a decision. Nothing happens to it until somebody answers.
   *[other] { $count } accounts need a decision. Nothing happens to them until somebody answers.
}
room-accounts-none = No account needs a decision any more.
room-accounts-one = #{ $id } · { $mxid }: { $why }
room-accounts-answer = – { $command } ({ $meaning })
room-account-unsettled = the server's answer was lost while the account was being created. It may be ours, or somebody else's.
room-account-other = this is not the account that was created for the request.
room-account-admin = the account is a server admin.
room-account-external-ids = the account was linked to single sign-on.
room-account-devices = somebody is logged in to the account.
room-account-used = somebody has used the account.
room-account-opened = somebody has unlocked the account.
room-account-deactivated = somebody has deactivated the account.
room-account-reactivated = somebody has reactivated the account.
room-account-profile = somebody has changed the account's profile, addresses or lock.
room-account-adopt = it is ours: continue with it as it is
room-account-keep = leave the account to the person who uses it
room-account-release = give up our claim to the account, and change nothing
room-account-remove = deactivate and erase the account
room-accounts-terminal = – at the terminal: accounts { $answer } { $name } ({ $meaning })
room-accounts-more = … and { $count } more. At the terminal: accounts list
room-account-adopted = { $mxid } counts as ours, and the request goes on.
room-account-kept = { $mxid } stays with the person who uses it. Nothing was changed in the account.
room-account-kept-active = { $mxid } stays with the person who uses it, and request #{ $id } counts as approved.
room-account-released = We have no claim to { $mxid } any more. Nothing was changed in the account.
room-account-removed = { $mxid } is deactivated and erased.
room-account-not-asked = Nothing is asked about an account of { $who }.
room-account-several = Request #{ $id } has several such accounts. Say which one: { $names }
room-account-not-possible = “{ $answer }” does not fit what is asked about { $mxid }. Possible is: { $answers }
room-account-is-other = { $mxid } is not the account that was asked about: it has vanished, or was created at another time. Nothing was done.
room-account-is-admin = { $mxid } is a server admin, so nothing is done to it. What is possible is “{ $prefix } release { $name }”.
room-account-in-use = { $mxid } is in use, so I do not remove it. An operator can at the terminal: accounts remove { $name }
room-account-busy = I am at work on { $mxid } right now. Please try again in a moment.
room-account-unanswered = Synapse did not answer as it should, so I do not know what became of { $mxid }. Please try again.
room-account-quorum = Here several moderators have to agree, and this cannot be voted on. An operator can do it at the terminal: accounts { $answer } { $name }
