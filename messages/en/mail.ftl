### What e-mails say.

mail-greeting = Hello { $name },
mail-link-days =
    { $days ->
        [one] The link expires in { $days } day and works once.
       *[other] The link expires in { $days } days and works once.
    }
mail-link-hours =
    { $hours ->
        [one] The link expires in { $hours } hour and works once.
       *[other] The link expires in { $hours } hours and works once.
    }
mail-link-minutes =
    { $minutes ->
        [one] The link expires in { $minutes } minute and works once.
       *[other] The link expires in { $minutes } minutes and works once.
    }

mail-verification-subject = Confirm your e-mail address for { $server }
mail-verification-why = Someone (hopefully you) requested an account on { $server } with this e-mail address. Please confirm that it is yours. The page that opens shows the requested username.
mail-verification-button = Confirm my address
mail-verification-then = { $asks ->
    [both] Next, you choose a password and tell us why you would like to join.
    [reason] Next, you tell us why you would like to join.
   *[other] Next, you complete the form.
}
mail-verification-not-you = Didn’t request this? Someone probably entered your address by mistake. You can ignore this e-mail.

mail-known-subject = About your account on { $server }
mail-known-what = Someone (hopefully you) has just requested an account on { $server } with this e-mail address. There is already an account or an open request with it, so no new request was started.
mail-known-do = If you have an account, log in with it. If your request is still open, a moderator will decide, and we will e-mail you the decision.

mail-begun-subject = Continue your request for an account on { $server }
mail-begun-what = Someone (hopefully you) has just requested an account on { $server } with this e-mail address. You already started a request and confirmed your address, so no new request was started. Use this link to pick up where you left off, in any browser.
mail-begun-approved = Someone (hopefully you) has just requested an account on { $server } with this e-mail address. Your earlier request was approved, so no new request was started. Use this link to choose a password and create your account.
mail-begun-button = Continue my request

mail-receipt-subject = We have received your request for an account on { $server }
mail-receipt-what = We have received your request for the account { $mxid }. The account is reserved for you, and stays locked until a moderator has reviewed your request.
mail-receipt-what-name = We have received your request for the account { $mxid }. The username is reserved for you until a moderator has reviewed your request.
mail-receipt-then = People read the requests, so this may take a day or two. We will e-mail you the decision.
mail-receipt-button = See the status of your request

mail-operators-subject = { $mxid } requested an account on { $server }
mail-operators-what = Request #{ $number } is waiting for review: { $mxid }
mail-operators-email = E-mail: { $email }
mail-operators-where = Approve or deny it in the moderators’ room.

mail-room-broken-subject = The moderators’ room of { $server } does not work
mail-room-broken-what = Requests cannot be reviewed in the moderators’ room. The cause:
mail-room-broken-remedy = What to do:
mail-room-broken-daily = You get this e-mail at most once a day while the problem lasts. To test the setup, run “synapse-registration check”. The manual says more: { $manual }

mail-test-subject = Test mail from { $server }
mail-test-what = This is a test. If you can read it, the registration service of { $server } can send you e-mail.
mail-test-check = Look at the sender’s address as well, and check that this e-mail is not in the spam folder.

mail-approved-subject = Your account on { $server } is ready
mail-approved-what = Your request has been approved: { $mxid } is ready.
mail-approved-how = To get started, install a Matrix app such as Element or FluffyChat, choose { $server } as your server, and log in.
mail-approved-password = Use the password that you chose when you made your request. We did not store it, so please keep it safe.
mail-decision-message = Message from the moderator:

mail-password-subject = Welcome to { $server }: choose a password
mail-password-what = Your request for the account { $mxid } has been approved.
mail-password-do = One step is left: choose a password to create your account.
mail-password-button = Choose a password
mail-password-then = If it has expired, you can request a new one on the page that opens.
mail-password-not-you = Didn’t request this account? You can ignore this e-mail.

mail-denied-subject = About your request for an account on { $server }
mail-denied-what = Your request for the account { $mxid } was not approved.
mail-denied-then = The reserved account and your password have been deleted.
mail-revoked-subject = Your account on { $server } has been locked
mail-revoked-what = The moderators have withdrawn their approval of your request. The account { $mxid } has been locked, and you can no longer use it.
mail-reconsidered-subject = Your request for an account on { $server } is being reviewed again
mail-reconsidered-what = Your request for the account { $mxid } is no longer denied: the moderators are reviewing it again. We will e-mail you their decision.
mail-question-subject = A question about your request for an account on { $server }
mail-question-what = The people who review your request for the account { $mxid } have a question:
mail-question-button = Answer the question
mail-question-no-reply = Please answer on the page. Replies to this e-mail do not reach them.
