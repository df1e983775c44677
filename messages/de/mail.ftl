### Was E-Mails sagen.

mail-greeting = Guten Tag { $name },
mail-link-days =
    { $days ->
        [one] Der Link läuft in { $days } Tag ab und funktioniert nur einmal.
       *[other] Der Link läuft in { $days } Tagen ab und funktioniert nur einmal.
    }
mail-link-hours =
    { $hours ->
        [one] Der Link läuft in { $hours } Stunde ab und funktioniert nur einmal.
       *[other] Der Link läuft in { $hours } Stunden ab und funktioniert nur einmal.
    }
mail-link-minutes =
    { $minutes ->
        [one] Der Link läuft in { $minutes } Minute ab und funktioniert nur einmal.
       *[other] Der Link läuft in { $minutes } Minuten ab und funktioniert nur einmal.
    }

mail-verification-subject = Bestätigen Sie Ihre E-Mail-Adresse für { $server }
mail-verification-why = Jemand (hoffentlich Sie) hat mit dieser E-Mail-Adresse ein Konto auf { $server } beantragt. Bitte bestätigen Sie, dass sie Ihnen gehört. Die Seite, die sich öffnet, zeigt den beantragten Benutzernamen.
mail-verification-button = Adresse bestätigen
mail-verification-then = { $asks ->
    [both] Danach wählen Sie ein Passwort und schreiben uns, warum Sie mitmachen möchten.
    [reason] Danach schreiben Sie uns, warum Sie mitmachen möchten.
   *[other] Danach füllen Sie noch das Formular aus.
}
mail-verification-not-you = Das waren Sie nicht? Dann hat wahrscheinlich jemand versehentlich Ihre Adresse eingegeben. Sie können diese E-Mail ignorieren.

mail-known-subject = Ihr Konto auf { $server }
mail-known-what = Jemand (hoffentlich Sie) hat gerade mit dieser E-Mail-Adresse ein Konto auf { $server } beantragt. Dazu gibt es bereits ein Konto oder einen offenen Antrag, daher wurde kein neuer Antrag begonnen.
mail-known-do = Wenn Sie ein Konto haben, melden Sie sich damit an. Wenn Ihr Antrag noch offen ist, entscheidet die Moderation, und wir teilen Ihnen die Entscheidung per E-Mail mit.

mail-begun-subject = Setzen Sie Ihren Antrag für ein Konto auf { $server } fort
mail-begun-what = Jemand (hoffentlich Sie) hat gerade mit dieser E-Mail-Adresse ein Konto auf { $server } beantragt. Sie haben bereits einen Antrag begonnen und Ihre Adresse bestätigt, daher wurde kein neuer Antrag begonnen. Mit diesem Link machen Sie in einem beliebigen Browser dort weiter, wo Sie aufgehört haben.
mail-begun-approved = Jemand (hoffentlich Sie) hat gerade mit dieser E-Mail-Adresse ein Konto auf { $server } beantragt. Ihr früherer Antrag wurde angenommen, daher wurde kein neuer Antrag begonnen. Mit diesem Link wählen Sie ein Passwort und erstellen Ihr Konto.
mail-begun-button = Antrag fortsetzen

mail-receipt-subject = Wir haben Ihren Antrag für ein Konto auf { $server } erhalten
mail-receipt-what = Wir haben Ihren Antrag für das Konto { $mxid } erhalten. Das Konto ist für Sie reserviert und bleibt gesperrt, bis die Moderation Ihren Antrag geprüft hat.
mail-receipt-what-name = Wir haben Ihren Antrag für das Konto { $mxid } erhalten. Der Benutzername ist für Sie reserviert, bis die Moderation Ihren Antrag geprüft hat.
mail-receipt-then = Menschen lesen die Anträge, daher kann es ein bis zwei Tage dauern. Wir teilen Ihnen die Entscheidung per E-Mail mit.
mail-receipt-button = Status Ihres Antrags ansehen

mail-operators-subject = { $mxid } hat ein Konto auf { $server } beantragt
mail-operators-what = Antrag #{ $number } wartet auf eine Entscheidung: { $mxid }
mail-operators-email = E-Mail: { $email }
mail-operators-where = Nehmen Sie ihn im Raum der Moderation an oder lehnen Sie ihn dort ab.

mail-room-broken-subject = Der Raum der Moderation von { $server } funktioniert nicht
mail-room-broken-what = Im Raum der Moderation kann über Anträge nicht entschieden werden. Die Ursache:
mail-room-broken-remedy = Was zu tun ist:
mail-room-broken-daily = Sie erhalten diese E-Mail höchstens einmal am Tag, solange das Problem besteht. „synapse-registration check“ prüft die Einrichtung. Mehr steht im Handbuch: { $manual }

mail-test-subject = Testmail von { $server }
mail-test-what = Dies ist ein Test. Wenn Sie ihn lesen, kann der Registrierungsdienst von { $server } Ihnen E-Mails schicken.
mail-test-check = Prüfen Sie auch die Adresse des Absenders, und dass diese E-Mail nicht im Spam-Ordner liegt.

mail-approved-subject = Ihr Konto auf { $server } ist bereit
mail-approved-what = Ihr Antrag wurde angenommen: { $mxid } ist bereit.
mail-approved-how = Installieren Sie zunächst eine Matrix-App wie Element oder FluffyChat, wählen Sie { $server } als Server und melden Sie sich an.
mail-approved-password = Verwenden Sie das Passwort, das Sie bei Ihrem Antrag gewählt haben. Wir haben es nicht gespeichert, bewahren Sie es daher gut auf.
mail-decision-message = Nachricht der Moderation:

mail-password-subject = Willkommen auf { $server }: Wählen Sie ein Passwort
mail-password-what = Ihr Antrag für das Konto { $mxid } wurde angenommen.
mail-password-do = Ein Schritt fehlt noch: Wählen Sie ein Passwort, um Ihr Konto zu erstellen.
mail-password-button = Passwort wählen
mail-password-then = Wenn er abgelaufen ist, können Sie auf der Seite, die sich öffnet, einen neuen anfordern.
mail-password-not-you = Sie haben dieses Konto nicht beantragt? Dann können Sie diese E-Mail ignorieren.

mail-denied-subject = Ihr Antrag für ein Konto auf { $server }
mail-denied-what = Ihr Antrag für das Konto { $mxid } wurde nicht angenommen.
mail-denied-then = Das reservierte Konto und Ihr Passwort wurden gelöscht.
mail-revoked-subject = Ihr Konto auf { $server } wurde gesperrt
mail-revoked-what = Die Moderatoren haben die Annahme Ihres Antrags widerrufen. Das Konto { $mxid } ist gesperrt; Sie können es nicht benutzen.
mail-reconsidered-subject = Ihr Antrag auf ein Konto auf { $server } wird noch einmal geprüft
mail-reconsidered-what = Die Moderatoren haben die Ablehnung Ihres Antrags auf das Konto { $mxid } widerrufen. Sie prüfen ihn noch einmal, und wir schreiben Ihnen die Entscheidung.
mail-question-subject = Eine Frage zu Ihrem Antrag auf ein Konto auf { $server }
mail-question-what = Zu Ihrem Antrag auf das Konto { $mxid } gibt es eine Frage:
mail-question-button = Frage beantworten
mail-question-no-reply = Bitte antworten Sie auf der Seite. Antworten auf diese E-Mail kommen nicht an.
