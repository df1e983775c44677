### Everything that the pages say. One sentence or paragraph a message; nothing is glued together.

## The frame around each page
web-title = { $page } · { $server }
web-title-error = Error: { $page } · { $server }
web-steps = Steps of the sign-up
web-step-now = Step { $number } of 4: { $name }
web-step-done = (done)
web-step-username = Username
web-step-email = E-mail
web-step-details = Password and reason
web-step-reason = Your reason
web-step-decision = Decision

## Landing page
web-landing-title = Ask for an account on { $server }
web-landing-intro = { $server } is a Matrix server. With an account here you can chat with people on this server, and with people on every other Matrix server in the world.
web-landing-human = Accounts are not handed out by a machine: a person reads every request and decides.
web-landing-how = What will happen
web-landing-step-username = You choose a username.
web-landing-step-email = You give your e-mail address, and open a link that we send you.
web-landing-step-details = You choose a password, and tell us in your own words why you would like to join.
web-landing-step-decision = A person reads your request and decides. You get a mail, and when the answer is yes, you can log in at once.
web-landing-step-reason = You tell us in your own words why you would like to join.
web-landing-step-password = A person reads your request and decides. You get a mail, and when the answer is yes, you choose a password with the link in it. Then you can log in.
web-landing-time = It takes about five minutes, and one look into your mailbox.
web-landing-start = Ask for an account

## Buttons and links used on several pages
web-continue = Continue
web-start-over = Start again
web-new-link = Send me a new link
web-home = To the first page

## Step 1: username
web-username-title = Choose your username
web-username-label = Username
web-username-hint = Small letters, numbers and . _ = - / + are allowed.
web-username-future = If you choose “alice”, people will find you as { $mxid }. This address cannot be changed later.
web-username-proven = You have already confirmed your e-mail address.
web-username-proven-continue = Go on with that request
web-username-empty = Please type the username that you would like to have.
web-username-forbidden = “{ $character }” cannot be part of a username. Please use only small letters without accents, numbers and . _ = - / +
web-username-space = A username cannot have a space in it. A dot or a dash does well instead.
web-username-underscore = A username cannot begin with an underscore. Please begin with a letter or a number.
web-username-digits = A username cannot be a number only. Please add a letter.
web-username-no-letter = A username needs at least one letter. Please add one.
web-username-too-long = This username is too long. It can have at most { $max ->
    [one] one character
   *[other] { $max } characters
} on this server.
web-username-other-server = This address belongs to { $other }. Here you can only ask for an address on { $server }: please type just the name.
web-username-taken = Somebody already has this username. Please choose another one.
web-username-reserved = This username is kept for the people who run this server. Please choose another one.
web-username-refused = This server does not allow this username. Please choose another one.
web-username-blocked = This username cannot be used here. Please choose another one.
web-username-blocked-reason = This username cannot be used here. Please choose another one. The reason given: “{ $reason }”
web-username-unchecked = We could not check just now whether this username is free. Nothing is wrong with what you typed: please try again in a minute.

## The puzzle that a browser solves, and the field that only machines fill in
web-puzzle-label = Let my browser solve its puzzle
web-puzzle-working = Your browser solves a small puzzle, which keeps machines out …
web-puzzle-solved = Puzzle solved. You can go on.
web-puzzle-failed = Your browser could not solve the puzzle. You can go on all the same: we then say what to do.
web-puzzle-expired = The puzzle was too old. Here comes a new one.
web-puzzle-wait = One moment: as soon as the puzzle is solved, the form goes off by itself.
web-puzzle-needs-scripts = This page needs JavaScript: your browser solves a small puzzle here, which keeps machines out. Please turn it on for this page, and load it again.
web-puzzle-missing = We could not tell that you are not a machine: for that your browser has to solve a small puzzle, with JavaScript. Please turn it on for this page, and try again.
web-puzzle-crowded = Many mails were asked for this address, or from your network, today. Please let your browser solve a small puzzle, and send the form once more. It needs JavaScript; without it, please try again tomorrow.
web-puzzle-void = The puzzle that your browser has solved was too old, or was used before. Nothing is lost: please press the button once more.
web-puzzle-too-many = Without JavaScript, only a few requests can be made in a day, because no puzzle keeps machines out. With JavaScript you can go on at once: please turn it on for this page, and try again. Or do without: { $wait }
web-trap = Please leave this field empty: it is for machines only.

## Step 2: e-mail
web-email-title = Your e-mail address
web-email-future = You are asking for { $mxid }.
web-email-label = E-mail address
web-email-hint = We send you a link to confirm it, and later the decision. Nothing else.
web-email-submit = Send me the link
web-email-change-name = Choose another username
web-email-empty = Please type your e-mail address.
web-email-no-at = This is not a whole e-mail address: it needs a name, an @ and the name of your mail service, such as alice@example.org
web-email-bad-local = There is something before the @ that cannot be part of an e-mail address. Please look for a space, a stray dot or an accent.
web-email-bad-domain = What stands after the @ is not the name of a mail service. It should look like example.org
web-email-too-long = This address is too long to be an e-mail address. Please look whether something was pasted in with it.
web-email-refused = Your mail service says that this address cannot receive mail. Please check it for a slip, or use another one.
web-email-blocked = This e-mail address cannot be used here. Please use another one.
web-email-blocked-reason = This e-mail address cannot be used here. Please use another one. The reason given: “{ $reason }”
web-retention = How long we keep what you send us
web-retention-started = { $days ->
    [one] A request that you do not finish ends one day after your last step, and is removed one day after that.
   *[other] A request that you do not finish ends { $days } days after your last step, and is removed { $days } days after that.
}
web-retention-pending = A request that nobody decides is removed { $days } days after you have sent it.
web-retention-completed = { $days ->
    [one] One day after the decision we remove your request, whatever the answer. An account that was opened stays.
   *[other] { $days } days after the decision we remove your request, whatever the answer. An account that was opened stays.
}
web-retention-opened = { $days ->
    [one] One day after a no, or after your account was opened, we remove your request. The account stays.
   *[other] { $days } days after a no, or after your account was opened, we remove your request. The account stays.
}
web-retention-never-opened = A request that was approved, and for which you choose no password, is removed { $days } days after the decision.
web-retention-elsewhere = What moderators have been told of your request in their room and by mail is not removed with it.

## After step 2: look into your mailbox
web-sent-title = Look into your mailbox
web-sent-to = We have sent a mail to { $email }.
web-sent-queued = A mail to { $email } is on its way. It may take some minutes to arrive: our mail server is slow just now.
web-sent-again = Another mail is on its way.
web-sent-too-soon = A mail is on its way to you, or has come already. Please look into your spam folder too, before you ask for another.
web-sent-next = Open the link in the mail to go on. You can do that on another device too: the sign-up then continues there.
web-sent-valid = The mail says how long the link works.
web-sent-nothing = Nothing has come? Please look into your spam folder too, and wait a few minutes.
web-sent-resend = Send the mail again
web-sent-change = Use another e-mail address

web-sent-never = Still no mail? A password manager may have filled in a field that is meant for machines only; then no mail is sent.
web-sent-never-link = Start again, with that field shown

## The request of this browser
web-not-me = Is this not your request?
web-not-me-button = This is not me
web-forgotten-title = Forgotten on this device
web-forgotten = This browser no longer knows anything about the request.
web-forgotten-other = The request itself is unchanged: whoever made it can go on with the link in their mail.
web-stale-title = This form belongs to another request
web-stale = In another tab of this browser you went on with { $mxid }. To keep the two requests apart, nothing was sent, and nothing was changed.
web-stale-gone = Your browser did not send our cookie, so we cannot tell which request this form belongs to. Nothing was sent. The browser may block cookies, it was closed in the meantime, or the request was ended in another tab.
web-stale-typed = What you typed, to copy
web-stale-other = To go on with the other request, open the link in its mail, or ask for a new link.
web-stale-go-on = Go on with { $mxid }
web-no-cookie-title = Your browser did not keep our cookie
web-no-cookie = This form needs one cookie, to know which request is yours until you close the browser. Your browser did not send it back. Please allow cookies for this page, and start again.
web-no-cookie-http = This form needs one cookie, and browsers keep it only over https. Please open this page with https:// at the beginning of its address.
web-no-cookie-next = If you have confirmed your e-mail address already, nothing is lost: open the link in your mail again, or ask for a new one.

## A new link
web-link-title = Get a new link
web-link-intro = Type the e-mail address that you gave when you asked for your account. If a request waits for that address, we send a new link there.
web-link-submit = Send me a new link
web-link-sent-title = Look into your mailbox
web-link-sent = If a request waits for that address, a mail with a new link is on its way there.
web-link-sent-nothing = Nothing has come after a few minutes? Then there may be no request for that address, or it ran out. You can begin again at any time.

## The mailed link
web-verify-title = Confirm your address
web-verify-future = You are asking for { $mxid }.
web-verify-intro = One press of the button, and your address is confirmed. Then you choose your password, in this browser.
web-verify-intro-reason = One press of the button, and your address is confirmed. Then you tell us why you would like to join, in this browser.
web-verify-stranger = If you did not ask for an account here, just close this page. Nothing happens.
web-verify-button = Yes, this is my address
web-verify-expired-title = This link is too old
web-verify-expired = Links work only for a limited time. Nothing is lost: we can send you a new one, to the same address.
web-verify-used-title = This link was already used
web-verify-used = Your address is confirmed. If you did that in another browser, please go on there; or ask for a new link, and go on here.
web-verify-used-follow = Go on in this browser
web-verify-who = If you have not opened it yourself, your mail service may have pressed its button to check it. To go on in this browser, type the username that you asked for.
web-verify-who-label = Your username
web-verify-who-hint = The one that you chose in the first step.
web-verify-who-wrong = This is not the username of this request. Please check it for a slip.
web-verify-used-further = Your address is confirmed, and your request has gone on. This link is not needed any more.
web-verify-used-status = See how your request stands
web-verify-ended = This link belongs to a request that has ended. You are welcome to begin a new one.
web-verify-unknown-title = This link does not work
web-verify-unknown = We do not know this link. Perhaps it belongs to a request that has ended, or a newer mail has a newer link.
web-verify-mangled = A part of this link is missing. Some mail programs break long links: please copy the whole link out of the mail, or ask for a new one.
web-verify-resent-title = A new link is on its way
web-verify-resent = We have sent a new link to the same address. Please look into your mailbox.
web-verify-resent-not-waiting = This request does not wait for a link any more.
web-verify-taken-title = Please choose another username
web-verify-taken = While you were on your way, somebody else took { $mxid }. Everything else is kept: just choose another name, and your address is confirmed with the same press.
web-verify-taken-button = Take this name and confirm my address
web-verify-name-blocked = The username { $mxid } cannot be used here. Everything else is kept: just choose another name, and your address is confirmed with the same press.
web-verify-rename-again = Everything else is kept: just choose another name, and your address is confirmed with the same press.
web-verify-email-taken-title = This e-mail address is in use
web-verify-email-taken = There is already an account here, or a request for one, with this e-mail address. Each address can have one account.
web-verify-email-taken-next = If you have an account, just log in. If you have asked before, the answer comes by mail.
web-verify-email-begun = You have begun a request with this e-mail address before, and confirmed the address. Each address can have one request.
web-verify-email-begun-next = You can go on with that one: we send a new link to this address, which leads on from where you were.

## Step 3: password and reason
web-details-title = Password and reason
web-details-title-reason = Your reason
web-details-password-later = You choose your password later: if the answer is yes, we mail you a link for it.
web-details-future = Your address is confirmed. You are asking for { $mxid }.
web-details-password = Password
web-details-again = The same password again
web-details-policy-length = At least { $min } characters. A few words that do not belong together make a good password.
web-details-policy-digit = It needs a number.
web-details-policy-symbol = It needs a character that is neither a letter nor a number, such as a space, a dash or a dot.
web-details-policy-lowercase = It needs a small letter.
web-details-policy-uppercase = It needs a capital letter.
web-details-password-empty = Please choose a password.
web-details-password-short = This password is too short. It needs at least { $min } characters.
web-details-password-long = This password is too long. It can have at most { $max } characters, fewer with accents or emoji.
web-details-password-mismatch = The two passwords are not the same. Please type both again.
web-details-password-digit = This password has no number. Please add one.
web-details-password-symbol = This password has only letters and numbers. Please add a space, a dash, a dot or the like.
web-details-password-lowercase = This password has no small letter. Please add one.
web-details-password-uppercase = This password has no capital letter. Please add one.
web-details-password-weak = This password would be easy to guess. Please choose one with more words, or with less usual ones.
web-details-password-again = Please type your password again, twice: we never keep it, not even for a moment between two pages.
web-details-strength = Strength of what you typed:
web-details-strength-terrible = very weak
web-details-strength-weak = weak
web-details-strength-fair = not quite strong enough
web-details-strength-good = strong
web-details-strength-strong = very strong
web-details-reason = Why would you like to join?
web-details-reason-hint = { $min ->
    [0] A few sentences help the person who decides: who you are, how you found us, whom you would like to talk to.
   *[other] At least { $min } characters. A few sentences help the person who decides: who you are, how you found us, whom you would like to talk to.
}
web-details-reason-short = Please write a little more: this has { $have ->
    [one] one character
   *[other] { $have } characters
}, and at least { $min } are asked for.
web-details-reason-long = Please write a little less: this has { $have } characters, and { $max } are the most.
web-details-legal = Please read these before you go on:
web-details-legal-tab = (opens in a new tab)
web-details-agree = I have read them, and I agree.
web-details-agree-missing = Please read the documents, and tick this box if you agree.
web-details-submit = Send my request
web-details-taken = While you were writing, somebody else took { $mxid }. Please choose another username. Your reason is kept.
web-details-refused = This server does not allow { $mxid }. Please choose another username. Your reason is kept.
web-details-closed = The chat server cannot create accounts at the moment, so your request was not sent. Your confirmed address and your reason are kept here: please come back later and send it again.
web-working-title = Creating your account
web-working = This takes longer than usual. You can leave this page open: it reloads by itself until your account is ready.
web-working-look = Check now
web-details-unavailable = The chat server did not answer just now, so your request was not sent. Nothing is lost: please type your password again, and send it once more in a minute.
web-details-unavailable-reason = The chat server did not answer just now, so your request was not sent. Nothing is lost: please send it once more in a minute.
web-details-broken = Something broke on our side, so your request was not sent. Nothing is lost: please type your password again, and send it once more in a minute.
web-details-broken-reason = Something broke on our side, so your request was not sent. Nothing is lost: please send it once more in a minute.
web-details-blocked-username = The username { $mxid } cannot be used here. Please choose another one. Your reason is kept.
web-details-problems = Something needs another look. Please read the red notes below.
web-details-email-in-use-title = This e-mail address is in use
web-details-email-in-use = There is already an account on { $server } with your e-mail address. Each address can have one account: just log in with that one.

## The link of an approved request
web-password-title = Choose your password
web-password-intro = Your request was approved. Choose a password, and the account is yours.
web-password-account = Your account: { $mxid }
web-password-submit = Open my account
web-password-stranger = If you did not ask for this account, just close this page. Nothing happens.
web-password-unavailable = The chat server did not answer just now, so nothing was changed. Your link still works: please type your password again, and send it once more in a minute.
web-password-set-title = Your account is open
web-password-set = Your password is set, and you can log in now. The link has done its work: it sets no other password.
web-password-opening-title = Your account is being opened
web-password-opening = Your password is set. It takes a few minutes at most until you can log in.
web-password-how = How to log in
web-password-how-app = Get a Matrix app, for example Element or FluffyChat. There is one for every phone and computer.
web-password-how-server = Choose { $server } as your server, where the app asks for it.
web-password-how-login = Log in as { $mxid }, with the password that you have just chosen. It was not stored here.
web-password-expired-title = This link is too old
web-password-expired = Links work only for a limited time. Your request is approved, and nothing is lost: we can mail you a new link, to the same address.
web-password-dead-title = This link does not work
web-password-elsewhere = No password can be set with this link now. Please look how your request stands.
web-password-ended = This link belongs to a request that has ended. You are welcome to begin a new one.
web-password-unknown = We do not know this link. Perhaps it belongs to a request that was removed, or a newer mail has a newer link.
web-password-mangled = A part of this link is missing. Some mail programs break long links: please copy the whole link out of the mail.
web-password-unsettled-title = Your account needs a check
web-password-unsettled = Something went wrong while your account was being created, and the people who run this server have been asked to look at it. Your request is not lost. Please try this link again later.
web-password-name-lost-title = This username is gone
web-password-name-lost = We are sorry: before you set your password, somebody else got this username on the server. So this request has ended. You are welcome to ask again, with another username.

## Step 4: done
web-done-title = Your request is with us
web-done-intro = Thank you. A person will now read your request for { $mxid } and decide.
web-done-next = What happens next
web-done-mail = You get a mail with the decision. That may take a day or two: people here do this beside their work.
web-done-login = If the answer is yes, you can log in at once, with your username and the password that you have just chosen. Your password was not stored here.
web-done-password = If the answer is yes, the mail has a link with which you choose your password. Then your account is made, and you can log in.
web-done-app = You will need a Matrix app then, for example Element. There is one for every phone and computer.
web-done-status = See how your request stands
web-done-keep = Keep that page as a bookmark, if you like. It shows only the state of your request and its dates, nothing about you.

## Status page
web-status-title = How your request stands
web-status-awaiting-email = Not finished yet
web-status-awaiting-email-next = We wait for you to open the link in our mail.
web-status-awaiting-details = Not finished yet
web-status-awaiting-details-next = Your e-mail address is confirmed. Password and reason are still missing.
web-status-awaiting-reason-next = Your e-mail address is confirmed. Your reason is still missing.
web-status-awaiting-review = Waiting for a decision
web-status-awaiting-review-next = A person will read your request. You will get a mail with the decision.
web-status-provisioning = Approved
web-status-provisioning-next = The answer is yes. Your account is being opened; this takes a few minutes at most. You will get a mail as soon as you can log in.
web-status-provisioning-quiet = The answer is yes. Your account is being opened; this takes a few minutes at most.
web-status-awaiting-password = Approved
web-status-awaiting-password-next = The answer is yes. One step is left: you choose a password with a link that comes by mail. If you have no such mail, or its link is too old, we send you a new one.
web-status-link = Mail me the link
web-status-link-sent = The link is on its way to your e-mail address. Please look into your mailbox.
web-status-active = Approved: your account is open
web-status-active-next = Welcome! You can log in with any Matrix app, with your username and the password that you chose.
web-status-denied = Not approved
web-status-denied-next = The answer was no. We have sent you a mail, and removed what we kept for your account.
web-status-denied-quiet = The answer was no. We have removed what we kept for your account.
web-status-expired = Ended
web-status-expired-next = This request ran out before it was finished or decided. You are welcome to ask again.
web-status-started = Begun
web-status-verified = E-mail confirmed
web-status-submitted = Sent to us
web-status-decided = Decided
web-status-ended = Ended
web-status-reload = This page shows how things stood when you opened it. Load it again for news.
web-date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }, { $time } UTC

## Pages for what went wrong
web-missing-title = There is no such page
web-missing = Perhaps the address was cut short, or the page has moved.
web-missing-status = We do not know this request. Finished requests are removed after a while; or the address was cut short.
web-ended-title = This request has ended
web-ended = The request ran out, or was removed. Nothing is left of it. You are welcome to begin again.
web-method-title = That does not work here
web-method = This page cannot be used in that way. Please begin on the first page.
web-cross-site-title = This came from another page
web-cross-site = Your browser did not show that this form was sent from our own page, so we did not take it. Please open our page directly, and try again.
web-host-title = This is not our address
web-host = This service is not reached under the address that you used. Please use the address that the people of { $server } gave you.
web-two-hosts-title = We could not read that request
web-two-hosts = The request names two different hosts. Please open our page directly, and try again.
web-too-large-title = That is too much text
web-too-large = What you sent is bigger than this form can take. Please go back and shorten it.
web-bad-form-title = We could not read that form
web-bad-form = Something was wrong with the form as it arrived here. Please go back and try again.
web-paused-title = Not just now
web-paused = { $server } takes no new requests at the moment. If you have confirmed your e-mail address already, you can go on with the link in your mail.
web-paused-reason = What the people who run it say: “{ $reason }”
web-closed-title = Registration is closed
web-closed = { $server } cannot create accounts at the moment. If you have already confirmed your e-mail address, your request is kept. Please come back later.
web-full-title = That is all for today
web-full = So many people have asked for an account on { $server } today that it takes no more. You are welcome to come back.
web-blocked-title = We cannot take this request
web-blocked = Registration is not open to you here. If you think that this is a mistake, please write to the people who run this server.
web-blocked-email = This e-mail address cannot be used here. You are welcome to begin again with another one.
web-blocked-username = This username cannot be used here. You are welcome to begin again with another one.
web-blocked-reason = The reason given: “{ $reason }”
web-too-many-title = Too many tries
web-too-often = This form was sent very often from your network in a short time. Nothing that you have begun is lost.
web-too-many-from-here = Many mails were asked for from your network. To keep strangers' mailboxes clean, we send no more for now. Nothing that you have begun is lost.
web-wait-minutes = { $minutes ->
    [one] Please try again in one minute.
   *[other] Please try again in { $minutes } minutes.
}
web-wait-hours = { $hours ->
    [one] Please try again in one hour.
   *[other] Please try again in { $hours } hours.
}
web-too-many = Many mails were sent to this address today. Please try again tomorrow: nothing that you have begun is lost.
web-too-slow-title = That took too long
web-too-slow = We could not finish in time. Please go back and try again in a minute.
web-broken-title = Something broke on our side
web-broken = This is not your fault. Please go back and try again in a minute.
web-broken-id = If it happens again, tell the people of { $server } this number: { $id }
