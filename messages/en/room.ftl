### The moderators' room: cards, answers to commands, and the room itself.

## The bot and its room
room-bot-name = Registrations
room-name = Account requests
room-topic = Requests for an account on { $server }. Tap ✅ or ❌ on a request. Help: { $prefix } help

## A card
room-card-title-new = New request #{ $id }: { $mxid }
room-card-title = Request #{ $id }: { $mxid }
room-card-email = E-mail:
room-card-submitted = Requested:
room-card-language = Language: { $tag ->
    [ar] Arabic
    [de] German
    [en] English
   *[other] { $name }
}
room-card-reason = Reason:
room-card-no-reason = (none given)
room-answer-ticked = { $ticked ->
    [true] Yes
   *[false] No
}
room-card-message = Message to the applicant:
room-card-note = Internal note (not sent to the applicant):
room-card-quiet = 🔕 The applicant was not e-mailed.
room-card-quiet-link = 🔕 The applicant was not e-mailed, but needs a link to choose a password. To send it: { $prefix } resend #{ $id }
room-card-prior = ⚠️ Denied before: #{ $id } { $mxid }, { $at } by { $by } ({ $same })
room-card-prior-because = ⚠️ Denied before: #{ $id } { $mxid }, { $at } by { $by }: “{ $words }” ({ $same })
room-card-prior-more = ⚠️ … and more.
room-card-earlier = ↩️ { $verdict ->
    [approve] Approved
   *[deny] Denied
} on { $at } by { $by }, { $verdict ->
    [approve] revoked
   *[deny] reopened
} by { $other }.
room-card-earlier-because = ↩️ { $verdict ->
    [approve] Approved
   *[deny] Denied
} on { $at } by { $by }: “{ $words }”, { $verdict ->
    [approve] revoked
   *[deny] reopened
} by { $other }.
room-card-domain = Other requests from { $domain }: { $counts }
room-card-domain-newest = The last { $count } requests from { $domain }: { $counts }
room-domain-approved = { $count } approved
room-domain-denied = { $count } denied
room-domain-pending = { $count } pending
room-card-alike = ⚠️ Similar pending requests: { $groups }. To deny all: { $prefix } deny #{ $id } --alike
room-alike-more = and { $count } more
room-alike = { $ids } ({ $why ->
    [network] same network
    [reason] similar reason
   *[both] same network and similar reason
})
room-prior-same-email = same e-mail address
room-prior-same-network = same IP address
room-prior-same-both = same e-mail and IP address
room-card-waiting = ⏳ Waiting for a decision. { $approve } to approve, { $deny } to deny.
room-card-waiting-quorum = ⏳ Waiting for a decision. { $approve } to approve, { $deny } to deny. Needed: { $approvals ->
    [one] { $approvals } approval
   *[other] { $approvals } approvals
} or { $denials ->
    [one] { $denials } denial
   *[other] { $denials } denials
}.
room-card-votes = Votes: { $sides }
room-card-votes-side = { $key } { $who } ({ $count } of { $needed })
room-card-voters = Votes for this decision: { $who }
room-card-needs-reason = ✋ This denial needs a reason, which the applicant will see. { $who }: choose one in the thread, or reply to this card with “deny” and your reason.
room-card-approved = ✅ Approved by { $by } on { $at }.
room-card-undo = ↩️ Takes effect at { $at }. To undo it before that: tap { $key } here, remove your reaction, or send { $prefix } undo #{ $id }
room-card-claimed = 👀 { $by } is looking at this request.
room-card-held = ⏸️ Put on hold by { $by }.
room-card-held-until = ⏸️ Put on hold by { $by } until { $at }.
room-card-asked = ❓ { $by } asked the applicant on { $at }:
room-card-answer-due = ⏳ Waiting for the answer until { $at }.
room-card-answered = 💬 The applicant answered on { $at }:
room-card-unanswered = 🔇 No answer by { $at }. You can ask again or decide.
room-card-noted = 📝 { $by }: { $words }
room-card-opening = ✅ Approved by { $by } on { $at }. The account is being activated.
room-card-active = ✅ Approved by { $by } on { $at }. The account is active.
room-card-denied = ❌ Denied by { $by } on { $at }.
room-card-revoked = 🔒 Approval revoked by { $by } on { $at }. The account is locked.
room-card-awaiting-password = ✅ Approved by { $by } on { $at }. Waiting for the applicant to choose a password.
room-card-unused = ⌛ Approved by { $by }, but expired on { $at }: the applicant did not choose a password, or the username was taken in the meantime.
room-card-expired = ⌛ Expired on { $at } without a decision.
room-card-unfinished = ✏️ Not submitted yet.
room-card-replaced = This request has a new card
room-card-edited = Request #{ $id } by { $mxid }: { $state }
room-card-from = IP address: { $address }
room-card-cut = To read it in full: { $prefix } show #{ $id }
room-card-related = ⚠️ Related request: #{ $id } { $mxid } ({ $same }), { $state ->
    [waiting] pending
    [approved] approved
    [unfinished] not submitted
   *[gone] denied or expired
}
room-card-throwaway = ⚠️ Disposable e-mail address
room-card-looks-like = ⚠️ Username resembles: { $names }
room-card-quick = ⚠️ Form completed in { $seconds ->
    [0] less than 1 second
    [one] { $seconds } second
   *[other] { $seconds } seconds
} (possible bot)

## The welcome message for a new account, and what can go wrong with it
room-welcome = Welcome to { $server }, { $username }!
    Your account is ready. If you have any questions, the people who run this server are happy to help.
room-welcome-no-user = the username does not make a valid user ID
room-welcome-no-room = there is no room { $room }; check { $key } in the configuration
room-welcome-shut-out = nobody on this server can let { $bot } into { $room }; invite it to the room
room-welcome-silenced = the bot is not allowed to write in { $room }; allow it to send messages there
room-welcome-public = anyone can join or read { $room }, and the welcome message contains the e-mail address or the reason; remove them from message_template or make the room private
room-welcome-left = the bot is no longer in the room of the direct message
room-welcome-taken-over = another process is sending this welcome message
room-welcome-unfinished = the room for the direct message was not completed and will be created again

## What failed for good
room-trouble = ⚠️ #{ $id } { $mxid }: { $what }.
room-trouble-cause = Cause: { $cause }
room-trouble-remedy = What to do: { $remedy }
room-trouble-retry = Then try again: { $prefix } retry #{ $id }
room-parked-mail-verification = the e-mail with the confirmation link could not be sent
room-parked-mail-receipt = the e-mail confirming the request could not be sent
room-parked-mail-question = the e-mail with the question could not be sent
room-parked-mail-operators = the e-mail to the operators could not be sent
room-parked-mail-room-broken = the e-mail to the operators about this room could not be sent
room-parked-mail-approval = the approval e-mail could not be sent
room-parked-mail-password-link = the e-mail with the link to choose a password could not be sent
room-parked-mail-denial = the denial e-mail could not be sent
room-parked-mail-revoked = the e-mail about the revoked decision could not be sent
room-parked-unlock = the account could not be unlocked
room-parked-lock = the account could not be locked and is still open
room-parked-remove = the account could not be removed and may still exist, locked
room-parked-consent = the server’s terms could not be marked as accepted for the account
room-parked-join = the account could not be added to { $room }
room-parked-welcome = the welcome message could not be sent
room-parked-log = the decision could not be posted to the log room
room-parked-report = a report like this one could not be posted
room-parked-account-questions = the list of accounts that need a decision could not be updated
room-parked-card = the card could not be posted or updated
room-remedy-mail = Check the e-mail address for mistakes. If it looks right, ask an operator to test the mail server with “synapse-registration check”.
room-remedy-mail-operators = Ask an operator to check admin.email and to test the mail server with “synapse-registration check”.
room-remedy-unlock = If I have asked about this account, answer that question. Otherwise ask an operator to check in Synapse that the account exists and is not deactivated.
room-remedy-lock = Ask an operator to lock the account in Synapse, or to check the admin token.
room-remedy-remove = If I have asked about this account, answer that question. Otherwise ask an operator to check the account in Synapse and the admin token.
room-remedy-consent = Ask an operator to check that form_secret and consent_version match Synapse’s own configuration. Until then, the new account may be asked to accept the terms.
room-remedy-join = Fix the room as described above, or invite the account yourself. The account itself is active.
room-remedy-welcome = Fix the cause above, or welcome them yourself. The account itself is active.
room-remedy-log = Fix the cause above. Nothing else is affected.
room-remedy-room = Ask an operator to check the log.

## Who did it
room-by-operator = an operator
room-by-system = the service
room-by-applicant = the applicant
room-by-confirmed = { $by }, confirmed by { $other }

## To a moderator who came second
room-late-approved = { $who }: Too late, request #{ $id } was already approved by { $by } on { $at }. Your reaction has no effect.
room-late-denied = { $who }: Too late, request #{ $id } was already denied by { $by } on { $at }. Your reaction has no effect. To reverse the denial, use “reopen #{ $id }”.
room-late-expired = { $who }: Too late, request #{ $id } expired on { $at }. Your reaction has no effect.
room-late-undo = The decision takes effect at { $at }. Until then, you can undo it: { $prefix } undo #{ $id }
room-undo-late = { $who }: Too late, the decision on request #{ $id } has taken effect. To turn it around: { $prefix } revoke #{ $id }

## Answers to commands
room-help-title = Commands:
room-help-line = { $usage }: { $what }
room-help-list = lists pending requests, or others
room-help-show = shows all details and the history of a request
room-help-search = finds requests by username, e-mail address, reason or answers
room-help-approve = approves the request and e-mails the applicant, with your message. --quiet: no e-mail
room-help-deny = denies the request and e-mails the applicant, with your message. --quiet: no e-mail
room-help-undo = takes a decision back before it takes effect
room-help-withdraw = withdraws your vote on a pending request
room-help-revoke = turns a decision around that has taken effect: locks the account, or reopens a denied request. The applicant is e-mailed, with your message.
room-help-ask = e-mails the applicant your question, with a link to answer it. Your name is not shown. The answer appears under the card.
room-help-claim = tells the others that you are looking at a request; 👀 on the card does the same
room-help-unclaim = ends a claim
room-help-hold = puts a request on hold: no reminders until then
room-help-unhold = ends a hold
room-help-note = notes something about a request for the other moderators. The applicant never sees it.
room-help-reopen = puts a denied request up for a decision again
room-help-resend = e-mails the applicant a new link, or the decision again
room-help-pause = stops accepting new requests. Applicants see the reason. Requests that are already started can continue.
room-help-resume = accepts new requests again
room-help-parked = lists what has failed
room-help-retry = tries again what has failed
room-help-stats = counts requests and decisions
room-help-report = shows the figures of a month for a transparency report, without personal data
room-help-moderators = lists who can decide on requests
room-help-add-moderator = makes somebody a moderator, and invites them. As many moderators must agree as for a decision.
room-help-remove-moderator = removes a moderator from this room, also yourself
room-help-status = shows the health of the service
room-help-adopt = continues with an account that has changed, because it is ours after all
room-help-keep = leaves such an account to the person who uses it. If the request was denied, it then counts as approved.
room-help-release = gives up our claim to such an account and changes nothing
room-help-remove = deactivates and erases such an account, unless someone uses it
room-help-help = shows these commands. “help all” shows all of them.
room-help-who = Instead of a number such as #12, you can use a username, a user ID or a link to the user.
room-help-ways = You can also mention me by name, or reply to a card: “approve welcome!”, “deny spam”, “show”.
room-help-block = blocks matching requests. The pattern is a regular expression; for ip, an address or a network.
room-help-unblock = removes a block
room-help-blocks = lists all blocks
room-help-remind = shows or sets when I remind you of pending requests
room-help-several = Several at once: “deny #12 #14 #15 spam”, or “deny #12 --alike spam” for all similar pending requests. I show you the list and ask for your ✅ first; --yes skips that.
room-list-empty = No pending requests.
room-list-title = { $count ->
    [one] { $count } pending request:
   *[other] { $count } pending requests:
}
room-list-title-many = More than { $count } pending requests:
room-list-none = There are no such requests.
room-list-no-such-page = There is no such page.
room-list-no-page = There is no such page. { $count ->
    [one] There is only { $count } request.
   *[other] There are only { $count } requests.
}
room-list-title-other = { $count ->
    [one] { $count } request:
   *[other] { $count } requests, newest first:
}
room-list-title-other-many = More than { $count } requests, newest first:
room-list-more = Next page: { $prefix } list { $shelf } { $page }
room-line-waiting = { $span }
room-line-ago = { $span } ago
room-line-by = by { $by }
room-line-by-saying = by { $by }: “{ $words }”
room-line-state = { $state ->
    [awaiting_email] e-mail address not confirmed
    [awaiting_details] not submitted yet
    [provisioning] approved, account being activated
    [awaiting_password] approved, no password yet
    [active] approved
    [revoked] approval revoked
    [denied] denied
    [expired] expired
   *[other] { $state }
}
room-search-none = No requests match “{ $words }”.
room-search-more = … and more. Add more words to narrow the search.
room-show-address = IP address: { $address }
room-show-no-address = (unknown)
room-show-hidden-address = (hidden)
room-show-age = Requested { $age } ago
room-show-timeline = History:
room-show-earlier = … { $count ->
    [one] { $count } earlier entry not shown.
   *[other] { $count } earlier entries not shown.
}
room-show-entry = { $at }: { $what } ({ $by })
room-show-entry-detail = { $at }: { $what } ({ $by }): { $detail }
room-event = { $kind ->
    [started] request started
    [agreed] agreed to the documents
    [email_verified] e-mail address confirmed
    [renamed] username changed
    [address_refused] e-mail address rejected by the mail server
    [submitted] request submitted
    [vote] vote
    [approved] approved
    [denied] denied
    [confirmed] confirmed what another moderator had typed
    [undone] decision undone
    [revoked] decision revoked
    [account_locked] account locked
    [mail_revoked] revocation e-mailed
    [lock_account] account locked again
    [asked] question put to the applicant
    [answered] applicant answered
    [unanswered] question not answered in time
    [claimed] claimed
    [unclaimed] claim ended
    [held] put on hold
    [unheld] hold ended
    [noted] note
    [mail_question] question e-mailed
    [post_answer] answer posted under the card
    [reopened] reopened
    [account_ready] account activated
    [password_needed] waiting for a password
    [password_set] password chosen
    [name_lost] username taken by someone else
    [timed_out] expired
    [mail_requested] e-mail requested again
    [mail_verification] confirmation link e-mailed
    [mail_receipt] receipt e-mailed
    [mail_operators] operators e-mailed
    [mail_room_broken] operators e-mailed about the room
    [mail_approval] approval e-mailed
    [mail_password_link] link to choose a password e-mailed
    [mail_denial] denial e-mailed
    [unlock_account] account unlocked
    [remove_account] account removed
    [remove_former_account] account of the earlier username removed
    [give_consent] terms marked as accepted
    [join_room] added to a room
    [welcome] welcome message sent
    [log_decision] decision posted to the log room
    [report_trouble] moderators told about a problem
    [post_card] card posted
    [strike_card] old card crossed out
    [update_card] card updated
    [show_account_questions] account questions shown
    [account_removed] account removed
    [kept] account kept
    [account_answered] account question answered
    [retried] tried again
    [dropped] task dropped
    [imported] imported from the Django app
    [failed] failed
   *[other] { $kind }
}
room-stats-title = { $days ->
    [one] Last 24 hours
   *[other] Last { $days } days
}: { $all ->
    [false] too many requests to count. Of the newest { $count }:
   *[true] { $count ->
        [0] no requests.
        [one] { $count } request.
       *[other] { $count } requests.
    }
}
room-stats-decided = { $approved } approved, { $denied } denied, { $waiting } pending.
room-stats-rate = Approval rate: { $rate } %
room-stats-median = Median time to a decision: { $span }.
room-stats-by = { $who }: { $approved } approved, { $denied } denied
room-stats-reason = { $count } × “{ $words }”
room-report-title = Account requests on { $server } in { $month }
room-report-requests = { $count ->
    [one] { $count } request
   *[other] { $count } requests
}
room-report-approved = { $count } approved
room-report-denied = { $count } denied
room-report-reason = – “{ $reason }”: { $count }
room-report-undecided = { $count } without a decision
room-report-pending = { $count } pending
room-report-running = The month has not ended yet.
room-report-deleted = Requests that have been deleted since then are not counted.
room-report-no-month = I cannot count the requests of that month.
room-span-minutes = { $count ->
    [0] less than a minute
    [one] { $count } minute
   *[other] { $count } minutes
}
room-span-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
room-span-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
room-decided-approved = Request #{ $id } by { $mxid } has been approved. The applicant will be e-mailed.
room-decided-denied = Request #{ $id } by { $mxid } has been denied. The applicant will be e-mailed.
room-decided-approved-quietly = Request #{ $id } by { $mxid } has been approved. The applicant will not be e-mailed.
room-decided-denied-quietly = Request #{ $id } by { $mxid } has been denied. The applicant will not be e-mailed.
room-decided-undo = Takes effect at { $at }. To undo it before that: tap { $key } on this message, or send { $prefix } undo #{ $id }
room-decided-many = { $count ->
    [one] { $count } request
   *[other] { $count } requests
} { $verdict ->
    [approve] approved
   *[deny] denied
}: { $ids }
room-decided-undo-all = Takes effect at { $at }. To undo all of them before that: tap { $key } on this message.
room-votes-counted = Your votes are counted: { $list }
room-alike-none = No pending requests are similar to #{ $id }.
room-vote-counted = Your vote on request #{ $id } is counted: { $count } of { $needed }.
room-withdrawn = Your vote on request #{ $id } is withdrawn.
room-withdraw-decided = Request #{ $id } is not pending, so your vote cannot be withdrawn. To undo a decision before it takes effect: { $prefix } undo #{ $id }
room-undone = ↩️ { $by } has undone the decision on request #{ $id }. It is pending again, and nothing was sent.
room-undone-many = ↩️ { $by } has undone the decisions on { $count ->
    [one] { $count } request
   *[other] { $count } requests
}: { $ids }. They are pending again, and nothing was sent.
room-undo-nothing = Request #{ $id } is not decided, so there is nothing to undo.
room-undo-too-late = Too late: the decision on request #{ $id } has taken effect. To turn it around: { $prefix } revoke #{ $id }
room-edit-late = I have already carried out the first version of this message. Editing it changes nothing. Use { $prefix } undo or { $prefix } withdraw, or send a new command.
room-question-asked = The applicant of request #{ $id } will be e-mailed your question, and can answer until { $at }:
room-question-open = The applicant of request #{ $id } has not answered the question of { $by } yet: “{ $words }”. It can be answered until { $at }; then you can ask again.
room-question-too-often = The applicant of request #{ $id } was asked too often today. Please decide, or ask again tomorrow.
room-claimed = 👀 You are looking at request #{ $id }. The others can still decide.
room-unclaimed = Nobody is looking at request #{ $id } any more.
room-held = ⏸️ Request #{ $id } is on hold. I will not remind you of it. To end this, use “unhold”.
room-held-until = ⏸️ Request #{ $id } is on hold until { $at }. I will not remind you of it before then.
room-unheld = Request #{ $id } is no longer on hold.
room-noted = 📝 Noted for request #{ $id }. Only moderators see it.
room-revoke-ask-approved = Revoke the approval of request #{ $id }? The account { $mxid } will be locked at once.
room-revoke-ask-unused = Revoke the approval of request #{ $id }? { $mxid } has not chosen a password yet, so the request will be denied.
room-revoke-mail = The applicant will be e-mailed.
room-revoke-quiet = The applicant will not be e-mailed.
room-revoke-ask-denied = Revoke the denial of request #{ $id } by { $mxid }? It will be pending again, with a new card.
room-revoked-approval = The approval of request #{ $id } is revoked. The account is being locked.
room-revoked-unused = The approval of request #{ $id } is revoked, and the request is denied.
room-revoked-denial = The denial of request #{ $id } is revoked. Please vote on the new card.
room-revoke-undo = The decision on request #{ $id } has not taken effect yet. Undo it: { $prefix } undo #{ $id }
room-revoke-opening = The account of request #{ $id } is being activated. Please try again in a moment.
room-revoke-nothing = Request #{ $id } has no decision that can be revoked.
room-revoke-not-ours = I did not open the account of request #{ $id }, or it no longer counts as ours, so I do not lock it. An operator can lock it in Synapse.
room-revoke-quorum = Decisions here need several votes, so one moderator cannot revoke an approval. An operator can do it at the terminal: requests revoke { $id }
room-revoke-reason = Revoking an approval needs a reason, which the applicant will see: { $prefix } revoke #{ $id } your reason
room-already-approved = Request #{ $id } was already approved by { $by } on { $at }.
room-already-denied = Request #{ $id } was already denied by { $by } on { $at }.
room-already-expired = Request #{ $id } expired on { $at }.
room-not-ready = Request #{ $id } has not been submitted yet, so there is nothing to decide.
room-not-found = There is no request { $who }.
room-number-gone = Request #{ $id } no longer exists: it was deleted when its retention period ended, or the service was restored from an older backup. Its card is no longer valid.
room-reopened = Request #{ $id } by { $mxid } has been reopened. Please vote on the new card.
room-reopen-open = Request #{ $id } is already open and waiting for a decision.
room-reopen-superseded = Request #{ $id } cannot be reopened because another request now has its username or e-mail address.
room-resent-link = The applicant of request #{ $id } will be e-mailed a new confirmation link.
room-resent-password-link = The applicant of request #{ $id } will be e-mailed a new link to choose a password.
room-resent-decision = The applicant of request #{ $id } will be e-mailed the decision again.
room-resend-undecided = Request #{ $id } has not been decided yet, so there is nothing to send.
room-resend-soon = Request #{ $id } is approved and its account is being activated. The applicant will be e-mailed automatically.
room-resend-nothing = Request #{ $id } has expired, so there is nothing to send.
room-resend-too-soon = The applicant of request #{ $id } was e-mailed a link a moment ago. Please wait before you send another.
room-retry-none = Nothing has failed for request #{ $id }.
room-retried = { $count ->
    [one] Trying { $count } task again. If it fails, I will say so under its card.
   *[other] Trying { $count } tasks again. If one fails, I will say so under its card.
}
room-parked-none = Nothing has failed.
room-parked-title = Failed:
room-parked-line = #{ $id }: { $what }, since { $at }. Cause: { $cause }
room-parked-more = … and more.
room-parked-retry = Once the cause is fixed: { $prefix } retry #12, or { $prefix } retry all
room-status-version = Version { $version }, running for { $span }.
room-status-part-database = Database
room-status-part-synapse = Synapse
room-status-part-mail = Mail server
room-status-well = ✅ { $part }
room-status-well-more = ✅ { $part }: { $more }
room-status-ill = ❌ { $part }: { $cause }
room-status-waiting = { $count ->
    [0] No pending requests.
    [one] { $count } pending request.
   *[other] { $count } pending requests.
}
room-status-oldest = The oldest has been waiting for { $span }.
room-status-mail = E-mail: { $waiting } queued, { $parked } failed.
room-status-synapse = Synapse: { $waiting } queued, { $parked } failed.
room-status-room = Room: { $waiting } queued, { $parked } failed.
room-status-parked = { $count ->
    [one] { $count } task has failed.
   *[other] { $count } tasks have failed.
} Details: { $prefix } parked
room-status-accounts = { $count ->
    [one] { $count } account needs a decision.
   *[other] { $count } accounts need a decision.
} See my message about it for the options, or use “accounts list” at the terminal.
room-status-paused = ⏸️ New requests are paused by { $by } since { $at }. To resume: { $prefix } resume
room-status-paused-saying = ⏸️ New requests are paused by { $by } since { $at }. Applicants see: “{ $reason }” To resume: { $prefix } resume
room-paused = New requests are now paused. Requests that are already started can continue. To resume: { $prefix } resume
room-paused-saying = New requests are now paused. Requests that are already started can continue. Applicants see: “{ $reason }” To resume: { $prefix } resume
room-resumed = New requests are accepted again.
room-resume-nothing = New requests are not paused.
room-error-flag = “{ $command }” has no option “{ $flag }”.
room-error-unknown = Unknown command “{ $word }”. Try { $prefix } help
room-error-nearest = Unknown command “{ $word }”. Did you mean “{ $prefix } { $nearest }”?
room-error-missing-who = Which request? Give a number such as #12, or a username.
room-error-missing-person = Who? Give a user ID such as @alice:example.org.
room-error-bad-person = “{ $who }” is not a user ID such as @alice:example.org.
room-error-missing-words = What should I search for? Add one or more words.
room-error-missing-text = The text is missing. Write it after the number of the request.
room-error-bad-who = “{ $who }” is neither a number such as #12 nor a username.
room-error-leftover = I do not understand “{ $rest }” after “{ $command }”.
room-error-long = That is too long for “{ $command }”. The maximum is { $most } characters.
room-error-many = Those are too many requests. “{ $command }” takes at most { $most } at once.
room-error-internal = Something went wrong on my side. Please try again. Operators can find the cause in the log.
room-error-value = “{ $flag }” needs a value after it.
room-error-span = “{ $span }” is not a valid period. Use for example 30d, 2w or 12h.
room-error-kind = I cannot block by “{ $kind }”. Use email, username or ip.
room-error-pattern = What should I block? Give a kind (email, username or ip) and a pattern.
room-error-rule = Which block? Give its number.
room-refused-elsewhere = Sorry, I am a bot and cannot chat. If you have a question, please ask the people who run this server.
room-refused = Sorry, only moderators can give me commands: members of this room with a power level of { $level } or higher.
room-refused-local = Sorry, only moderators can give me commands: members of this room with an account on { $server } and a power level of { $level } or higher.
room-refused-named = Sorry, only moderators named by the operator of this server can give me commands.
room-reply-unclear = I took this as a comment on request #{ $id } and did nothing. To decide, reply “approve” or “deny”, followed by a message to the applicant if you like, or react to the card with { $yes } or { $no }.
room-card-gone = This card is no longer valid: there is a newer one, or the service was restored from an older backup. Find the request with “list”.
room-near-miss = { $who }: { $key } is not counted. React with { $yes } to approve or { $no } to deny.

## Confirmations
room-ask-approve = Approve { $count ->
    [one] { $count } request
   *[other] { $count } requests
}?
room-ask-deny = Deny { $count ->
    [one] { $count } request
   *[other] { $count } requests
}?
room-ask-block = Block by { $kind }: { $pattern }, and deny { $count ->
    [one] { $count } pending request
   *[other] { $count } pending requests
}?
room-ask-line = #{ $id } { $mxid }
room-ask-more = … and { $count } more.
room-ask-words = Message: “{ $words }”
room-ask-quiet = The applicants will not be e-mailed.
room-ask-mail = The applicants will be e-mailed.
room-ask-how = { $yes } to confirm, { $no } to cancel. Expires in 10 minutes.
room-ask-how-many = { $yes } to agree, { $no } to object. { $needed } moderators must agree. Expires in 24 hours.
room-ask-no = Cancelled.
room-ask-closed = This question has already been answered or has expired. To do it after all, please send the command again.
room-enough-votes = ℹ️ The rules or the moderators have changed, and these requests now have enough votes. Votes cast before do not decide. Vote again if you agree:
room-enough-votes-one = #{ $id }: { $key }

## Reasons for a denial
room-reason-needed = A denial needs a reason, which the applicant will see: { $prefix } deny #12 your reason
room-reasons-title = Why deny #{ $id }? The applicant will see your answer. Tap a reason, or reply with your own:
room-reasons-none = Why deny #{ $id }? The applicant will see your answer. Reply to this message with the reason.

## Blocks
room-rule-made = Block #{ $id } added. To remove it: { $prefix } unblock { $id }
room-rule-denied = { $count ->
    [one] { $count } pending request denied
   *[other] { $count } pending requests denied
}, without an e-mail.
room-rule-pending = { $count ->
    [one] { $count } pending request matches and stays
   *[other] { $count } pending requests match and stay
} pending. To deny matching requests too, add --deny-pending.
room-rule-pattern = This pattern is not valid: { $why }
room-rule-quorum = Denials here need several votes, so I cannot deny pending requests for you alone. Without --deny-pending I add the block, and you vote on the cards of the pending requests. An operator can do both at the terminal.
room-rule-reason-needed = A denial needs a reason. Add --reason "…"; it is noted with each request.
room-rule-removed = Block #{ $id } removed.
room-rule-unknown = There is no block #{ $id }. To list all: { $prefix } blocks
room-rules-none = There are no blocks.
room-rules-title = { $count ->
    [one] { $count } block:
   *[other] { $count } blocks, newest first:
}
room-rules-more = … and more. An operator can list all of them with “synapse-registration rules list”.
room-rule-line = #{ $id } { $kind }: { $pattern }, by { $by } on { $at }
room-rule-until = , until { $at }
room-rule-reason = { " " }– “{ $reason }”
room-rule-shown = { " " }(shown to applicants)
room-rule-email = e-mail address
room-rule-username = username
room-rule-address = IP address

## The log room
room-log-approved = { $by } approved request #{ $id }.
room-log-denied = { $by } denied request #{ $id }.

## Reminders and the daily digest
room-remind-after = I will remind you of requests that have been pending for { $span }.
room-remind-never = I will not remind you of pending requests.
room-reminder-title = ⏰ { $count ->
    [one] { $count } request has been pending for { $span } or longer:
   *[other] { $count } requests have been pending for { $span } or longer:
}
room-digest = ☀️ Last 24 hours: { $count ->
    [0] no new requests.
    [one] { $count } new request.
   *[other] { $count } new requests.
}
room-digest-decided = { $approved } approved, { $denied } denied.

## What is wrong with the room itself
room-concerns = ⚠️ Please check the settings of this room:
room-concerns-none = ✅ The settings of this room are fine now.
room-concern-public = Anyone can join, but requests contain personal data. Make the room private (invite only).
room-concern-public-space = Members of { $space } can join, and anyone can become a member, but requests contain personal data. Make the room private (invite only).
room-concern-world-readable = Anyone can read this room without joining. Make the history visible to members only.
room-concern-guests = Guests without an account can join. Turn off guest access.
room-concern-unencrypted = Messages here are not encrypted. Turn on encryption, or set bot.encrypted to false if this is intended.
room-concern-power = My power level is { $has }, which is too low { $what }. Raise it to { $needs }.
room-power-message = to post messages and cards
room-power-reaction = to add reactions
room-power-redaction = to remove my own reactions
room-exposed = Anyone can join or read this room, so I do not post requests or answer commands here. Make the room private (invite only, history visible to members only), and I will continue.
room-unread = I cannot decrypt your message. Please send it again from an up-to-date client. If that does not help, discard the room’s session in your client (/discardsession) and send it once more. Reactions to cards always work.

## Accounts that need a decision
room-accounts = { $count ->
    [one] { $count } account needs a decision. Nothing happens to it until someone answers.
   *[other] { $count } accounts need a decision. Nothing happens to them until someone answers.
}
room-accounts-none = No accounts need a decision any more.
room-accounts-one = #{ $id } · { $mxid }: { $why }
room-accounts-answer = – { $command } ({ $meaning })
room-accounts-terminal = – at the terminal: accounts { $answer } { $name } ({ $meaning })
room-accounts-more = … and { $count } more. At the terminal: accounts list
room-account-no-request = no request is known for it.
room-account-unsettled = the server’s answer was lost while the account was being created. It may be ours or someone else’s.
room-account-other = this is not the account that was created for the request.
room-account-admin = the account is a server admin.
room-account-external-ids = the account has been linked to single sign-on.
room-account-devices = someone is logged in to the account.
room-account-used = someone has used the account.
room-account-opened = someone has unlocked the account.
room-account-deactivated = someone has deactivated the account.
room-account-reactivated = someone has reactivated the account.
room-account-profile = someone has changed the account’s profile, addresses or lock.
room-account-adopt = it is ours: continue with it as it is
room-account-keep = leave the account to the person who uses it
room-account-release = give up our claim to the account and change nothing
room-account-remove = deactivate and erase the account
room-account-adopted = { $mxid } now counts as ours, and its request continues.
room-account-kept = { $mxid } stays with the person who uses it. The account was not changed.
room-account-kept-active = { $mxid } stays with the person who uses it, and request #{ $id } counts as approved.
room-account-released = We no longer claim { $mxid }. The account was not changed.
room-account-removed = { $mxid } has been deactivated and erased.
room-account-not-asked = There is no open question about an account of { $who }.
room-account-several = Request #{ $id } has several such accounts. Which one do you mean: { $names }?
room-account-not-possible = “{ $answer }” is not possible for { $mxid }. Options: { $answers }
room-account-is-other = { $mxid } is not the account that I asked about: it no longer exists or was created at another time. Nothing was changed.
room-account-is-admin = { $mxid } is a server admin, so I do not change it. You can use “{ $prefix } release { $name }”.
room-account-in-use = { $mxid } is in use, so I will not remove it. An operator can do it at the terminal: accounts remove { $name }
room-account-busy = I am working on { $mxid } right now. Please try again in a moment.
room-account-unanswered = Synapse did not respond as expected, so I do not know what happened to { $mxid }. Please try again.
room-account-quorum = Decisions here need several votes, and this one cannot be voted on. An operator can do it at the terminal: accounts { $answer } { $name }

## The first day
room-explain-title = Account requests on { $server }
room-explain-cards = I post a card here for each request, as soon as the applicant has confirmed the e-mail address.
room-explain-tap = React to a card with { $yes } to approve the request or { $no } to deny it.
room-explain-reply = To write to the applicant with your decision, reply to the card: “approve Welcome!” or “deny We are full.”
room-explain-mail = The applicant gets your decision by e-mail. Until then, the account is locked.
room-explain-help = Everything else: { $prefix } help
room-newcomer = { $who }: Welcome! { $count ->
    [one] { $count } request is pending.
   *[other] { $count } requests are pending.
}
room-newcomer-show = You may not be able to read older cards. To see a request: { $prefix } show #12
room-verification = I am a bot and cannot compare emoji. To verify me, compare this fingerprint with the one that your client shows for my device:
room-status-device = My device: { $id }, fingerprint { $fingerprint }
room-moderators-title = { $count ->
    [0] Nobody in this room can decide on requests.
    [one] { $count } person can decide on requests:
   *[other] { $count } people can decide on requests:
}
room-moderators-line = { $who } (power level { $power })
room-moderators-creator = { $who } (created the room)
room-moderators-missing = { $who }: named in the configuration, but not in this room
room-moderators-invited = { $who }: invited, but has not joined yet
room-moderators-removed = { $who }: named in the configuration, but was removed
room-moderators-left = { $who }: named in the configuration, but left or lost the power level
room-moderator-ask-add = Make { $who } a moderator? I will invite them to this room, where they can read and decide all requests.
room-moderator-ask-raise = Make { $who } a moderator? They can then decide on requests.
room-moderator-ask-remote = This account is on another server: { $server }. Check the user ID carefully.
room-moderator-ask-remove = Remove { $who } from the moderators? They will lose access to this room.
room-moderator-ask-leave = Do you want to stop being a moderator? You will lose access to this room.
room-moderator-added = { $who } is now a moderator.
room-moderator-removed = { $who } is no longer a moderator and has no access to this room.
room-moderator-agreed = Proposed by { $by }, agreed by { $agreed }
room-moderator-operator-added = An operator made { $who } a moderator.
room-moderator-operator-removed = An operator removed { $who } from the moderators.
room-moderator-kick = No longer a moderator
room-moderator-no-vote = Your reaction does not count here: moderators cannot vote on their own removal, or on that of someone with a higher power level.
room-moderator-bot = That is me. I need to stay here, but I do not decide on requests.
room-moderator-already = { $who } is already a moderator, or invited as one.
room-moderator-is-not = { $who } is not a moderator.
room-moderator-unknown = There is no account { $who } on this server.
room-moderator-locked = The account { $who } is locked or deactivated.
room-moderator-remote = Only accounts on { $server } can be moderators here.
room-moderator-not-named = The configuration names everyone who decides (moderation.only). Ask an operator to add { $who } there.
room-moderator-last = I cannot remove { $who }: too few moderators would be left to decide on requests. Add another one first.
room-moderator-too-few = { $needed ->
    [one] A moderator
   *[other] { $needed } moderators
} with the power level of { $who } or higher must agree, and there are only { $count }. An operator can do it with: synapse-registration moderators remove { $who }
room-moderator-banned = { $who } is banned from this room. Lift the ban first.
room-moderator-weak = My power level in this room is { $has }, and this needs { $needs }. Raise it, or make the change in the room settings.
room-moderator-peer = I cannot remove { $who }: their power level is { $power }, and mine is not higher. They can leave the room themselves.
room-moderator-creator = { $who } created this room, and nobody can take that power away.
room-moderator-refused = The server refused to change the room for { $who }: { $why }
