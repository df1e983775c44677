### What mails say.

mail-greeting = Hello { $name },
mail-link-hours =
    { $hours ->
        [one] The link works for one hour, and once.
       *[other] The link works for { $hours } hours, and once.
    }
mail-link-minutes =
    { $minutes ->
        [one] The link works for one minute, and once.
       *[other] The link works for { $minutes } minutes, and once.
    }

mail-verification-subject = Confirm your e-mail address for { $server }
mail-verification-why = Somebody, probably you, has asked for an account on { $server } with this e-mail address. Please confirm that it is yours. The page behind the link says which username was asked for.
mail-verification-button = Confirm my address
mail-verification-then = After it you choose a password and say why you would like to join.
mail-verification-then-reason = After it you say why you would like to join.
mail-verification-not-you = You did not ask for this? Then somebody has typed your address by mistake. You need not do anything.

mail-known-subject = About your account on { $server }
mail-known-what = Somebody, probably you, has just asked for an account on { $server } with this e-mail address. There is already an account or an open request with it, so nothing new was started.
mail-known-do = If you have an account, log in with it. If you have asked before and are waiting, a moderator will decide, and you will get a mail.

mail-begun-subject = Go on with your request for an account on { $server }
mail-begun-what = Somebody, probably you, has just asked for an account on { $server } with this e-mail address. You had begun a request with it before, and its address is confirmed. So nothing new was started: this link goes on from there, in the browser in which you open it.
mail-begun-approved = Somebody, probably you, has just asked for an account on { $server } with this e-mail address. You had asked before, and that request was approved. So nothing new was started: this link goes on from there. Choose a password, and the account is yours.
mail-begun-button = Go on with my request

mail-receipt-subject = Your request for an account on { $server } has arrived
mail-receipt-what = Your request for the account { $mxid } has arrived. The account is reserved for you, and stays closed until a moderator has read your request.
mail-receipt-what-name = Your request for the account { $mxid } has arrived. The username is kept for you until a moderator has read your request.
mail-receipt-then = People read the requests, so it may take a day or two. You will get a mail as soon as it is decided.
mail-receipt-button = See how it stands

mail-operators-subject = { $mxid } would like an account on { $server }
mail-operators-what = Request no. { $number } is waiting: { $mxid }
mail-operators-email = E-mail: { $email }
mail-operators-where = It can be approved or denied in the moderators' room.

mail-approved-subject = Your account on { $server } is ready
mail-approved-what = Your request was approved: { $mxid } is ready.
mail-approved-how = To begin, install a Matrix app, such as Element or FluffyChat, choose { $server } as your server, and log in.
mail-approved-password = Your password is the one that you chose. We do not have it; please keep it safe.
mail-decision-message = The moderator writes:

mail-password-subject = Welcome to { $server }: choose a password
mail-password-what = Your request for the account { $mxid } was approved.
mail-password-do = One step is left: choose a password, and the account is yours.
mail-password-button = Choose a password
mail-password-then = If it is too old when you open it, it can send you a new one.
mail-password-not-you = You did not ask for this account? Then please ignore this mail, and nothing will happen.

mail-denied-subject = About your request for an account on { $server }
mail-denied-what = Your request for the account { $mxid } was not approved.
mail-denied-then = The reserved account and your password were removed.
