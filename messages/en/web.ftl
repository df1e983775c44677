### What the pages say. One sentence or paragraph per message; nothing is glued together.

## The language itself: its own name, and ltr or rtl
language-name = English
language-direction = ltr
# $at is a time or a date with a time
language-utc = { $at } UTC

## The frame around each page
web-title = { $page } · { $server }
web-title-error = Error: { $page } · { $server }
web-language = Language
web-steps = Sign-up steps
web-step-now = Step { $number } of 4: { $name }
web-step-done = (done)
web-step-username = Username
web-step-email = E-mail
web-step-details = { $asks ->
    [both] Password and reason
    [reason] Your reason
   *[other] Your details
}
web-step-decision = Decision

## Landing page
web-landing-title = Request an account on { $server }
web-landing-intro = { $server } is a Matrix server. With an account here you can chat with people on this server and on every other Matrix server in the world.
web-landing-human = A person reads every request and decides.
web-landing-how = How it works
web-landing-step-username = Choose a username.
web-landing-step-email = Enter your e-mail address and open the link that we send you.
web-landing-step-details = { $asks ->
    [both] Choose a password and tell us in your own words why you would like to join.
    [reason] Tell us in your own words why you would like to join.
   *[other] Complete the form.
}
web-landing-step-decision = A person reads your request and decides. We e-mail you the decision. If it is approved, you can log in right away.
web-landing-step-password = A person reads your request and decides. We e-mail you the decision. If it is approved, the e-mail has a link to choose your password, and then you can log in.
web-landing-rules = Rules
web-landing-time = It takes about five minutes, and you need access to your e-mail.
web-landing-start = Request an account

## Buttons and links used on several pages
web-continue = Continue
web-start-over = Start over
web-new-link = Send me a new link
web-home = Back to the start page

## Step 1: username
web-username-title = Choose your username
web-username-label = Username
web-username-hint = Use lowercase letters, numbers and . _ = - / +
web-username-future = If you choose “alice”, your Matrix address will be { $mxid }. You cannot change it later.
web-username-proven = You have already confirmed your e-mail address.
web-username-proven-continue = Continue your request
web-username-empty = Enter a username.
web-username-forbidden = Usernames cannot contain “{ $character }”. Use lowercase letters without accents, numbers and . _ = - / +
web-username-space = Usernames cannot contain spaces. Use a dot or a hyphen instead.
web-username-underscore = Usernames cannot start with an underscore. Start with a letter or a number.
web-username-digits = Usernames cannot consist of numbers only. Add a letter.
web-username-no-letter = Usernames need at least one letter. Add a letter.
web-username-too-long = This username is too long. On this server, usernames can have at most { $max ->
    [one] { $max } character
   *[other] { $max } characters
}.
web-username-other-server = This address belongs to { $other }. Here you can request an account on { $server } only. Enter just the username.
web-username-taken = This username is already taken. Choose another one.
web-username-reserved = This username is reserved for the people who run this server. Choose another one.
web-username-refused = This server does not allow this username. Choose another one.
web-username-blocked = This username is not available. Choose another one.
web-username-blocked-reason = This username is not available. Choose another one. Reason: “{ $reason }”
web-username-unchecked = We could not check whether this username is available. There is nothing wrong with your entry. Please try again in a minute.

## The proof-of-work widget and the honeypot field
web-puzzle-label = I am not a bot
web-puzzle-working = Checking your browser …
web-puzzle-solved = Verified
web-puzzle-failed = The check did not work in your browser. Submit the form anyway, and we will tell you what to do.
web-puzzle-expired = The check has expired. Please try again.
web-puzzle-wait = One moment. The form will be sent as soon as the check is complete.
web-puzzle-needs-scripts = This page needs JavaScript for a short check that keeps bots out. Please turn on JavaScript for this page and reload it.
web-puzzle-missing = We could not verify that you are not a bot. The check needs JavaScript. Please turn it on for this page and try again.
web-puzzle-crowded = Many e-mails have been requested today for this address or from your network. Please let your browser complete a short check, then submit the form again. The check needs JavaScript; without it, please try again tomorrow.
web-puzzle-void = The bot check has expired or was already used. Nothing is lost. Please submit the form again.
web-puzzle-too-many = Without JavaScript we cannot run our bot check, so we accept only a few requests a day. To continue now, turn on JavaScript for this page and try again. To continue without it: { $wait }
web-trap = Leave this field empty. It is there to catch spam bots.

## Step 2: e-mail
web-email-title = Your e-mail address
web-email-future = You are requesting { $mxid }.
web-email-label = E-mail address
web-email-hint = We will send you a link to confirm it, and later our decision. Nothing else.
web-email-submit = Send me the link
web-email-change-name = Choose another username
web-email-empty = Enter your e-mail address.
web-email-no-at = Enter a complete e-mail address with an @ and a domain, such as alice@example.org
web-email-bad-local = The part before the @ is not valid. Check it for spaces, extra dots or accents.
web-email-bad-domain = The part after the @ is not valid. It should look like example.org
web-email-too-long = This e-mail address is too long. Check whether something else was pasted with it.
web-email-refused = Your mail provider says that this address cannot receive mail. Check the spelling or use another address.
web-email-blocked = You cannot use this e-mail address here. Please use another one.
web-email-blocked-reason = You cannot use this e-mail address here. Please use another one. Reason: “{ $reason }”
web-retention = How long we keep your data
web-retention-started = { $days ->
    [one] If you do not finish your request, it expires { $days } day after your last step and is deleted { $days } day later.
   *[other] If you do not finish your request, it expires { $days } days after your last step and is deleted { $days } days later.
}
web-retention-pending = { $days ->
    [one] If nobody makes a decision, your request is deleted { $days } day after you submit it.
   *[other] If nobody makes a decision, your request is deleted { $days } days after you submit it.
}
web-retention-completed = { $days ->
    [one] Your request is deleted { $days } day after the decision, whether it was approved or not. If you got an account, you keep it.
   *[other] Your request is deleted { $days } days after the decision, whether it was approved or not. If you got an account, you keep it.
}
web-retention-opened = { $days ->
    [one] Your request is deleted { $days } day after it is denied or your account is created. You keep the account.
   *[other] Your request is deleted { $days } days after it is denied or your account is created. You keep the account.
}
web-retention-never-opened = { $days ->
    [one] If your request is approved but you do not choose a password, it is deleted { $days } day after the decision.
   *[other] If your request is approved but you do not choose a password, it is deleted { $days } days after the decision.
}
web-retention-elsewhere = Messages about your request in the moderators’ chat room and in their e-mail are not deleted with it.

## After step 2: check your inbox
web-sent-title = Check your inbox
web-sent-to = We have sent an e-mail to { $email }.
web-sent-queued = We are sending an e-mail to { $email }. Our mail server is slow right now, so it may take a few minutes to arrive.
web-sent-again = We are sending you another e-mail.
web-sent-too-soon = We have already sent you an e-mail. Please check your inbox and your spam folder before you request another one.
web-sent-next = Open the link in the e-mail to continue. You can open it on another device and continue there.
web-sent-valid = The e-mail says when the link expires.
web-sent-nothing = No e-mail? Check your spam folder and wait a few minutes.
web-sent-resend = Send the e-mail again
web-sent-change = Use another e-mail address
web-sent-never = Still no e-mail? Your password manager may have filled in a hidden field that is there to catch bots. In that case, no e-mail is sent.
web-sent-never-link = Start over with that field visible

## The request of this browser
web-not-me = Not your request?
web-not-me-button = This is not me
web-forgotten-title = Forgotten on this device
web-forgotten = This browser no longer remembers the request.
web-forgotten-other = The request itself has not changed. The person who made it can continue with the link in their e-mail.
web-stale-title = This form belongs to another request
web-stale = You have continued with { $mxid } in another tab of this browser. To keep the two requests separate, nothing was submitted or changed.
web-stale-gone = Your browser did not send our cookie, so we cannot tell which request this form belongs to. Nothing was submitted. Perhaps your browser blocks cookies or was closed in the meantime, or the request was ended in another tab.
web-stale-typed = Your text, so that you can copy it
web-stale-other = To continue with the other request, open the link in its e-mail or request a new link.
web-stale-go-on = Continue with { $mxid }
web-no-cookie-title = Please allow cookies
web-no-cookie = This form needs one cookie to remember your request until you close your browser. Your browser did not send it back. Please allow cookies for this page and start over.
web-no-cookie-http = This form needs one cookie, which browsers keep only on secure pages. Please open this page with https:// at the start of its address.
web-no-cookie-next = If you have already confirmed your e-mail address, nothing is lost. Open the link in your e-mail again or request a new one.

## A new link
web-link-title = Get a new link
web-link-intro = Enter the e-mail address of your request. If there is an open request, we will send a new link to that address.
web-link-submit = Send me a new link
web-link-sent-title = Check your inbox
web-link-sent = If there is an open request for that address, we are sending it an e-mail with a new link.
web-link-sent-nothing = No e-mail after a few minutes? Then there may be no request for that address, or it has expired. You can start over at any time.

## The link to confirm the address
web-verify-title = Confirm your address
web-verify-future = You are requesting { $mxid }.
web-verify-intro = { $asks ->
    [both] Press the button to confirm your address. Then choose your password in this browser.
    [reason] Press the button to confirm your address. Then tell us in this browser why you would like to join.
   *[other] Press the button to confirm your address. Then continue in this browser.
}
web-verify-stranger = If you did not request an account here, just close this page. Nothing will happen.
web-verify-button = Confirm my address
web-verify-expired-title = This link has expired
web-verify-expired = Links expire after a while. Nothing is lost: we can send a new one to the same address.
web-verify-used-title = This link has already been used
web-verify-used = Your address is confirmed. If you confirmed it in another browser, please continue there. To continue here, request a new link.
web-verify-used-follow = Continue in this browser
web-verify-who = If you have not opened the link yourself, your mail provider may have opened it to check it. To continue in this browser, enter the username that you requested.
web-verify-who-label = Your username
web-verify-who-hint = The username that you chose in the first step.
web-verify-who-wrong = This is not the username of this request. Please check the spelling.
web-verify-used-further = Your address is confirmed and your request has moved on. You no longer need this link.
web-verify-used-status = See the status of your request
web-verify-ended = This link belongs to a request that has ended. You are welcome to start a new one.
web-verify-unknown-title = This link does not work
web-verify-unknown = We do not recognise this link. Its request may have ended, or a newer e-mail contains a newer link.
web-verify-mangled = Part of this link is missing. Some mail programs break long links. Please copy the whole link from the e-mail or request a new one.
web-verify-resent-title = A new link is on its way
web-verify-resent = We have sent a new link to the same address. Please check your inbox.
web-verify-resent-not-waiting = This request no longer needs a link.
web-verify-taken-title = Choose another username
web-verify-taken = In the meantime, someone else has taken { $mxid }. Everything else is saved. Choose another username, and we will confirm your address at the same time.
web-verify-taken-button = Use this username and confirm my address
web-verify-name-blocked = The username { $mxid } is not available. Everything else is saved. Choose another username, and we will confirm your address at the same time.
web-verify-rename-again = Everything else is saved. Choose another username, and we will confirm your address at the same time.
web-verify-email-taken-title = This e-mail address is already in use
web-verify-email-taken = There is already an account or a request with this e-mail address. Each address can have one account.
web-verify-email-taken-next = If you have an account, just log in. If you have a request, we will e-mail you the decision.
web-verify-email-begun = You already started a request with this e-mail address and confirmed it. Each address can have one request.
web-verify-email-begun-next = You can continue that request. We will send a new link to this address, and you can pick up where you left off.

## Step 3: password and reason
web-details-password-later = You choose your password later. If your request is approved, we will e-mail you a link for it.
web-details-future = Your address is confirmed. You are requesting { $mxid }.
web-details-password = Password
web-details-again = Confirm password
web-details-policy-length = Use at least { $min } characters. A few unrelated words make a good password.
web-details-policy-digit = Include a number.
web-details-policy-symbol = Include a character that is not a letter or a number, such as a space, a hyphen or a dot.
web-details-policy-lowercase = Include a lowercase letter.
web-details-policy-uppercase = Include an uppercase letter.
web-details-password-empty = Enter a password.
web-details-password-short = This password is too short. Use at least { $min } characters.
web-details-password-long = This password is too long. Use at most { $max } characters, or fewer if it contains accents or emoji.
web-details-password-mismatch = The passwords do not match. Please enter both again.
web-details-password-digit = Add a number to your password.
web-details-password-symbol = Your password has only letters and numbers. Add a space, a hyphen, a dot or similar.
web-details-password-lowercase = Add a lowercase letter to your password.
web-details-password-uppercase = Add an uppercase letter to your password.
web-details-password-weak = This password is easy to guess. Choose one with more words or less common ones.
web-details-password-again = Please enter your password again in both fields. For your security, we do not store it between pages.
web-details-strength = Password strength:
web-details-strength-terrible = very weak
web-details-strength-weak = weak
web-details-strength-fair = almost strong enough
web-details-strength-good = strong
web-details-strength-strong = very strong
web-details-reason = Why would you like to join?
web-details-reason-hint = { $min ->
    [0] A few sentences help us decide: who you are, how you found us, and who you would like to talk to.
    [one] At least { $min } character. A few sentences help us decide: who you are, how you found us, and who you would like to talk to.
   *[other] At least { $min } characters. A few sentences help us decide: who you are, how you found us, and who you would like to talk to.
}
web-details-reason-short = Please write a little more. You have written { $have ->
    [one] { $have } character
   *[other] { $have } characters
}; the minimum is { $min }.
web-details-reason-long = Please shorten your text. You have written { $have } characters; the maximum is { $max }.
web-question-optional = { $question } (optional)
web-question-min = { $min ->
    [one] At least { $min } character.
   *[other] At least { $min } characters.
}
web-question-please-choose = Please choose
web-question-missing = Please answer this question.
web-question-choose = Please choose one of the answers.
web-question-tick = Please tick this box to continue.
web-details-legal = Please read these documents:
web-details-legal-tab = (opens in a new tab)
web-details-agree = I have read the documents and agree to them.
web-details-agree-missing = Please read the documents and tick this box if you agree.
web-details-submit = Submit my request
web-details-taken = In the meantime, someone else has taken { $mxid }. Please choose another username. Your answers are saved.
web-details-refused = This server does not allow { $mxid }. Please choose another username. Your answers are saved.
web-details-closed = The chat server cannot create accounts at the moment, so your request was not submitted. Your confirmed address and your answers are saved here. Please come back later and submit it again.
web-working-title = Creating your account
web-working = This is taking longer than usual. You can leave this page open: it reloads until your account is ready.
web-working-look = Check now
web-details-unavailable = The chat server did not respond, so your request was not submitted. Nothing is lost. Please enter your password again and resubmit the form in a minute.
web-details-unavailable-reason = The chat server did not respond, so your request was not submitted. Nothing is lost. Please resubmit the form in a minute.
web-details-broken = Something went wrong on our side, so your request was not submitted. Nothing is lost. Please enter your password again and resubmit the form in a minute.
web-details-broken-reason = Something went wrong on our side, so your request was not submitted. Nothing is lost. Please resubmit the form in a minute.
web-details-blocked-username = The username { $mxid } is not available. Please choose another one. Your answers are saved.
web-details-problems = Please fix the problems below.
web-details-email-in-use-title = This e-mail address is already in use
web-details-email-in-use = There is already an account on { $server } with your e-mail address. Each address can have one account, so please log in with that one.

## The link of an approved request
web-password-title = Choose your password
web-password-intro = Your request has been approved. Choose a password to create your account.
web-password-account = Your account: { $mxid }
web-password-submit = Create account
web-password-stranger = If you did not request this account, just close this page. Nothing will happen.
web-password-unavailable = The chat server did not respond, so nothing was changed. Your link still works. Please enter your password again and resubmit the form in a minute.
web-password-set-title = Your account is ready
web-password-set = Your password is set and you can log in now. This link cannot be used again.
web-password-opening-title = Your account is almost ready
web-password-opening = Your password is set. You will be able to log in within a few minutes.
web-password-how = How to log in
web-password-how-app = Get a Matrix app, for example Element or FluffyChat. There is one for every phone and computer.
web-password-how-server = When the app asks for your server or homeserver, enter { $server }.
web-password-how-login = Log in as { $mxid } with the password that you have just chosen. We have not stored it here.
web-password-expired-title = This link has expired
web-password-expired = Links expire after a while. Your request is approved and nothing is lost: we can send a new link to the same address.
web-password-dead-title = This link does not work
web-password-elsewhere = You cannot set a password with this link now. Please check the status of your request.
web-password-ended = This link belongs to a request that has ended. You are welcome to start a new one.
web-password-unknown = We do not recognise this link. Its request may have been deleted, or a newer e-mail contains a newer link.
web-password-mangled = Part of this link is missing. Some mail programs break long links. Please copy the whole link from the e-mail.
web-password-unsettled-title = We need to check your account
web-password-unsettled = Something went wrong while we were creating your account. The people who run this server have been asked to look into it. Your request is not lost. Please try this link again later.
web-password-name-lost-title = This username is no longer available
web-password-name-lost = We are sorry: someone else got this username before you set your password, so this request has ended. You are welcome to make a new request with another username.

## Step 4: done
web-done-title = We have received your request
web-done-intro = Thank you. A person will now read your request for { $mxid } and decide.
web-done-next = What happens next
web-done-mail = We will e-mail you the decision. People read the requests, so this may take a day or two.
web-done-login = If your request is approved, you can log in right away with your username and the password that you have just chosen. We have not stored your password here.
web-done-password = If your request is approved, the e-mail has a link to choose your password. Then we create your account and you can log in.
web-done-app = To chat, you will need a Matrix app, for example Element. There is one for every phone and computer.
web-done-status = See the status of your request
web-done-keep = You can bookmark that page. It shows only the status and dates of your request, no personal data.

## Status page
web-status-title = Status of your request
web-status-awaiting-email = Not finished yet
web-status-awaiting-email-next = Open the link in our e-mail to continue.
web-status-awaiting-details = Not finished yet
web-status-awaiting-details-next = { $asks ->
    [both] Your e-mail address is confirmed. Your password and reason are still missing.
    [reason] Your e-mail address is confirmed. Your reason is still missing.
   *[other] Your e-mail address is confirmed. One step is left: complete the form.
}
web-status-awaiting-review = Waiting for a decision
web-status-awaiting-review-next = A person will read your request. We will e-mail you the decision.
web-status-asked = Waiting for your answer
web-status-asked-next = We have e-mailed you a question from the people who review your request. Please answer it through the link in that e-mail. If you cannot find the e-mail, look in your spam folder.
web-status-answer-until = Answer by
web-status-provisioning = Approved
web-status-provisioning-next = Your request has been approved. Your account will be ready in a few minutes. We will e-mail you as soon as you can log in.
web-status-provisioning-quiet = Your request has been approved. Your account will be ready in a few minutes.
web-status-awaiting-password = Approved
web-status-awaiting-password-next = Your request has been approved. One step is left: choose a password with the link that we e-mail you. If you cannot find that e-mail or its link has expired, we can send you a new one.
web-status-link = E-mail me the link
web-status-link-sent = We are sending the link to your e-mail address. Please check your inbox.
web-status-active = Approved: your account is ready
web-status-active-next = Welcome! You can log in with any Matrix app, using your username and the password that you chose.
web-status-denied = Not approved
web-status-denied-next = Your request was not approved. We have sent you an e-mail and deleted the data we kept for your account.
web-status-denied-quiet = Your request was not approved. We have deleted the data we kept for your account.
web-status-revoked = Account locked
web-status-revoked-next = The moderators have withdrawn their approval, and the account has been locked. If you have questions, please contact the people who run this server.
web-answer-title = A question about your request
web-answer-intro = The people who review your request for { $mxid } ask:
web-answer-label = Your answer
web-answer-submit = Send the answer
web-answer-empty = Please write an answer.
web-answer-long = Please shorten your answer. You have written { $have } characters; the maximum is { $max }.
web-answer-sent-title = Your answer was sent
web-answer-sent = Thank you. The people who review your request will see your answer. We will e-mail you their decision.
web-answer-closed-title = This question is closed
web-answer-closed = The question can no longer be answered: the time for an answer has run out, or your request has been decided.
web-answer-unknown-title = This link does not work
web-answer-unknown = There is no question under this link. Please open the link from the e-mail again, and make sure that it is complete.
web-status-expired = Expired
web-status-expired-next = This request expired before it was finished or decided. You are welcome to make a new one.
web-status-started = Started
web-status-verified = E-mail confirmed
web-status-submitted = Submitted
web-status-decided = Decided
web-status-ended = Expired
web-status-reload = This page shows the status at the time you opened it. Reload it for updates.

## Accessibility statement: it says what the tests of the project check, and must stay true
web-accessibility-title = Accessibility
web-accessibility-intro = We want everyone to be able to use this form. This page says what is tested and what is not.
web-accessibility-tested = What is tested
web-accessibility-axe = The pages are checked automatically with axe-core, in light and dark colours.
web-accessibility-keyboard = Every step can be completed with the keyboard alone, and you can always see which element has the focus.
web-accessibility-scripts = Every step works without JavaScript.
web-accessibility-screens = The pages fit a phone screen without scrolling sideways, even with texts that are 40 % longer.
web-accessibility-direction = The pages work in languages that are written from left to right and from right to left.
web-accessibility-untested = What is not tested
web-accessibility-people = People with disabilities have not tested these pages yet, and no expert has audited them. We do not know how well they work with each screen reader.
web-accessibility-languages = No native speaker has reviewed the German and Arabic texts yet.
web-accessibility-operator = Texts, questions and documents that the people who run { $server } have written are not part of these tests.
web-accessibility-puzzle = To keep bots out, this server asks for a short check that needs JavaScript. It takes one click; there are no pictures or sounds to recognise.
web-accessibility-puzzle-limited = To keep bots out, this server asks for a short check that needs JavaScript. It takes one click; there are no pictures or sounds to recognise. Without JavaScript, only a few requests a day are accepted.
web-accessibility-help = If something does not work for you
web-accessibility-contact = Please tell the people who run { $server }. They can also help you with your request.

## Error pages
web-missing-title = Page not found
web-missing = The address may be incomplete, or the page has moved.
web-missing-status = We could not find this request. Completed requests are deleted after a while, or the address may be incomplete.
web-ended-title = This request has ended
web-ended = The request has expired or was deleted. You are welcome to start a new one.
web-method-title = This does not work here
web-method = This page cannot be used this way. Please go back to the start page.
web-cross-site-title = This form was sent from another site
web-cross-site = Your browser did not confirm that this form came from our own page, so we did not accept it. Please open our page directly and try again.
web-host-title = Wrong address
web-host = This service is not available at the address that you used. Please use the address that you got from the people who run { $server }.
web-two-hosts-title = We could not read this request
web-two-hosts = The request names two different hosts. Please open our page directly and try again.
web-too-large-title = Your text is too long
web-too-large = You have sent more text than this form accepts. Please go back and shorten it.
web-bad-form-title = We could not read this form
web-bad-form = The form did not arrive correctly. Please go back and try again.
web-paused-title = Registration is paused
web-paused = { $server } is not accepting new requests at the moment. If you have already confirmed your e-mail address, you can continue with the link in your e-mail.
web-paused-reason = A message from the people who run it: “{ $reason }”
web-closed-title = Registration is closed
web-closed = { $server } cannot create accounts at the moment. If you have already confirmed your e-mail address, your request is saved. Please come back later.
web-full-title = No more requests today
web-full = { $server } has reached its limit of account requests for today. Please come back later.
web-blocked-title = We cannot accept this request
web-blocked = You cannot register here. If you think that this is a mistake, please contact the people who run this server.
web-blocked-email = You cannot use this e-mail address here. You are welcome to start over with another one.
web-blocked-username = You cannot use this username here. You are welcome to start over with another one.
web-blocked-reason = Reason: “{ $reason }”
web-too-many-title = Too many attempts
web-too-often = This form was submitted too many times from your network. Your request is not lost.
web-too-many-from-here = Too many e-mails have been requested from your network. To protect other people from unwanted mail, we are not sending more for now. Your request is not lost.
web-wait-minutes = { $minutes ->
    [one] Please try again in { $minutes } minute.
   *[other] Please try again in { $minutes } minutes.
}
web-wait-hours = { $hours ->
    [one] Please try again in { $hours } hour.
   *[other] Please try again in { $hours } hours.
}
web-too-many = We have sent too many e-mails to this address today. Please try again tomorrow. Your request is not lost.
web-too-slow-title = This took too long
web-too-slow = We could not finish in time. Please go back and try again in a minute.
web-broken-title = Something went wrong on our side
web-broken = This is not your fault. Please go back and try again in a minute.
web-broken-id = If this keeps happening, contact the people who run { $server } and give them this number: { $id }
