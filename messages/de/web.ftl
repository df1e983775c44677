### Was die Seiten sagen. Anrede: Sie. Ein Satz oder Absatz je Nachricht.

## The language itself: its own name, and ltr or rtl
language-name = Deutsch
language-direction = ltr
# $at is a time or a date with a time
language-utc = { $at } UTC

## The frame around each page
web-title = { $page } · { $server }
web-title-error = Fehler: { $page } · { $server }
web-language = Sprache
web-steps = Schritte der Registrierung
web-step-now = Schritt { $number } von 4: { $name }
web-step-done = (erledigt)
web-step-username = Benutzername
web-step-email = E-Mail
web-step-details = { $asks ->
    [both] Passwort und Begründung
    [reason] Ihre Begründung
   *[other] Ihre Angaben
}
web-step-decision = Entscheidung

## Landing page
web-landing-title = Konto auf { $server } beantragen
web-landing-intro = { $server } ist ein Matrix-Server. Mit einem Konto hier können Sie mit Menschen auf diesem Server und auf allen anderen Matrix-Servern weltweit chatten.
web-landing-human = Jeder Antrag wird von einem Menschen gelesen und entschieden.
web-landing-how = So funktioniert es
web-landing-step-username = Wählen Sie einen Benutzernamen.
web-landing-step-email = Geben Sie Ihre E-Mail-Adresse ein und öffnen Sie den Link, den wir Ihnen schicken.
web-landing-step-details = { $asks ->
    [both] Wählen Sie ein Passwort und schreiben Sie uns in eigenen Worten, warum Sie mitmachen möchten.
    [reason] Schreiben Sie uns in eigenen Worten, warum Sie mitmachen möchten.
   *[other] Füllen Sie das Formular aus.
}
web-landing-step-decision = Ein Mensch liest Ihren Antrag und entscheidet. Wir teilen Ihnen die Entscheidung per E-Mail mit. Wird der Antrag angenommen, können Sie sich sofort anmelden.
web-landing-step-password = Ein Mensch liest Ihren Antrag und entscheidet. Wir teilen Ihnen die Entscheidung per E-Mail mit. Wird der Antrag angenommen, enthält die E-Mail einen Link, mit dem Sie Ihr Passwort wählen. Danach können Sie sich anmelden.
web-landing-rules = Regeln
web-landing-time = Das dauert etwa fünf Minuten, und Sie brauchen Zugriff auf Ihre E-Mails.
web-landing-start = Konto beantragen

## Buttons and links used on several pages
web-continue = Weiter
web-start-over = Von vorn beginnen
web-new-link = Neuen Link senden
web-home = Zur Startseite

## Step 1: username
web-username-title = Benutzernamen wählen
web-username-label = Benutzername
web-username-hint = Verwenden Sie Kleinbuchstaben, Ziffern und . _ = - / +
web-username-future = Wenn Sie „alice“ wählen, lautet Ihre Matrix-Adresse { $mxid }. Sie lässt sich später nicht ändern.
web-username-proven = Sie haben Ihre E-Mail-Adresse bereits bestätigt.
web-username-proven-continue = Antrag fortsetzen
web-username-empty = Geben Sie einen Benutzernamen ein.
web-username-forbidden = Benutzernamen dürfen „{ $character }“ nicht enthalten. Verwenden Sie Kleinbuchstaben ohne Umlaute und Akzente, Ziffern und . _ = - / +
web-username-space = Benutzernamen dürfen keine Leerzeichen enthalten. Verwenden Sie stattdessen einen Punkt oder Bindestrich.
web-username-underscore = Benutzernamen dürfen nicht mit einem Unterstrich beginnen. Beginnen Sie mit einem Buchstaben oder einer Ziffer.
web-username-digits = Benutzernamen dürfen nicht nur aus Ziffern bestehen. Fügen Sie einen Buchstaben hinzu.
web-username-no-letter = Benutzernamen brauchen mindestens einen Buchstaben. Fügen Sie einen Buchstaben hinzu.
web-username-too-long = Dieser Benutzername ist zu lang. Auf diesem Server dürfen Benutzernamen höchstens { $max ->
    [one] { $max } Zeichen
   *[other] { $max } Zeichen
} lang sein.
web-username-other-server = Diese Adresse gehört zu { $other }. Hier können Sie nur Konten auf { $server } beantragen. Geben Sie nur den Benutzernamen ein.
web-username-taken = Dieser Benutzername ist bereits vergeben. Wählen Sie einen anderen.
web-username-reserved = Dieser Benutzername ist für die Betreiber dieses Servers reserviert. Wählen Sie einen anderen.
web-username-refused = Dieser Server lässt diesen Benutzernamen nicht zu. Wählen Sie einen anderen.
web-username-blocked = Dieser Benutzername ist nicht verfügbar. Wählen Sie einen anderen.
web-username-blocked-reason = Dieser Benutzername ist nicht verfügbar. Wählen Sie einen anderen. Grund: „{ $reason }“
web-username-unchecked = Wir konnten nicht prüfen, ob dieser Benutzername verfügbar ist. Mit Ihrer Eingabe ist alles in Ordnung. Bitte versuchen Sie es in einer Minute noch einmal.

## The proof-of-work widget and the honeypot field
web-puzzle-label = Ich bin kein Bot
web-puzzle-working = Ihr Browser wird geprüft …
web-puzzle-solved = Geprüft
web-puzzle-failed = Die Prüfung hat in Ihrem Browser nicht funktioniert. Senden Sie das Formular trotzdem ab, dann sagen wir Ihnen, was zu tun ist.
web-puzzle-expired = Die Prüfung ist abgelaufen. Bitte versuchen Sie es noch einmal.
web-puzzle-wait = Einen Moment. Das Formular wird gesendet, sobald die Prüfung abgeschlossen ist.
web-puzzle-needs-scripts = Diese Seite braucht JavaScript für eine kurze Prüfung, die Bots fernhält. Bitte schalten Sie JavaScript für diese Seite ein und laden Sie sie neu.
web-puzzle-missing = Wir konnten nicht feststellen, dass Sie kein Bot sind. Die Prüfung braucht JavaScript. Bitte schalten Sie es für diese Seite ein und versuchen Sie es noch einmal.
web-puzzle-crowded = Heute wurden für diese Adresse oder aus Ihrem Netzwerk viele E-Mails angefordert. Bitte lassen Sie Ihren Browser eine kurze Prüfung durchführen und senden Sie das Formular dann noch einmal ab. Die Prüfung braucht JavaScript; ohne JavaScript versuchen Sie es bitte morgen wieder.
web-puzzle-void = Die Bot-Prüfung ist abgelaufen oder wurde bereits verwendet. Es ist nichts verloren. Bitte senden Sie das Formular noch einmal ab.
web-puzzle-too-many = Ohne JavaScript können wir unsere Bot-Prüfung nicht durchführen und nehmen deshalb nur wenige Anträge am Tag an. Um jetzt fortzufahren, schalten Sie JavaScript für diese Seite ein und versuchen Sie es noch einmal. Um ohne JavaScript fortzufahren: { $wait }
web-trap = Lassen Sie dieses Feld leer. Es dient dazu, Spam-Bots zu erkennen.

## Step 2: e-mail
web-email-title = Ihre E-Mail-Adresse
web-email-future = Sie beantragen { $mxid }.
web-email-label = E-Mail-Adresse
web-email-hint = Wir schicken Ihnen einen Link zur Bestätigung und später unsere Entscheidung. Sonst nichts.
web-email-submit = Link senden
web-email-change-name = Anderen Benutzernamen wählen
web-email-empty = Geben Sie Ihre E-Mail-Adresse ein.
web-email-no-at = Geben Sie eine vollständige E-Mail-Adresse mit @ und Domain ein, zum Beispiel alice@example.org
web-email-bad-local = Der Teil vor dem @ ist ungültig. Prüfen Sie ihn auf Leerzeichen, überzählige Punkte oder Akzente.
web-email-bad-domain = Der Teil nach dem @ ist ungültig. Er sollte wie example.org aussehen.
web-email-too-long = Diese E-Mail-Adresse ist zu lang. Prüfen Sie, ob noch etwas anderes mit eingefügt wurde.
web-email-refused = Ihr E-Mail-Anbieter meldet, dass diese Adresse keine E-Mails empfangen kann. Prüfen Sie die Schreibweise oder verwenden Sie eine andere Adresse.
web-email-blocked = Sie können diese E-Mail-Adresse hier nicht verwenden. Bitte verwenden Sie eine andere.
web-email-blocked-reason = Sie können diese E-Mail-Adresse hier nicht verwenden. Bitte verwenden Sie eine andere. Grund: „{ $reason }“
web-retention = Wie lange wir Ihre Daten aufbewahren
web-retention-started = { $days ->
    [one] Wenn Sie Ihren Antrag nicht abschließen, läuft er { $days } Tag nach Ihrem letzten Schritt ab und wird { $days } Tag später gelöscht.
   *[other] Wenn Sie Ihren Antrag nicht abschließen, läuft er { $days } Tage nach Ihrem letzten Schritt ab und wird { $days } Tage später gelöscht.
}
web-retention-pending = { $days ->
    [one] Wenn niemand entscheidet, wird Ihr Antrag { $days } Tag nach dem Absenden gelöscht.
   *[other] Wenn niemand entscheidet, wird Ihr Antrag { $days } Tage nach dem Absenden gelöscht.
}
web-retention-completed = { $days ->
    [one] Ihr Antrag wird { $days } Tag nach der Entscheidung gelöscht, ob er angenommen wurde oder nicht. Wenn Sie ein Konto bekommen haben, behalten Sie es.
   *[other] Ihr Antrag wird { $days } Tage nach der Entscheidung gelöscht, ob er angenommen wurde oder nicht. Wenn Sie ein Konto bekommen haben, behalten Sie es.
}
web-retention-opened = { $days ->
    [one] Ihr Antrag wird { $days } Tag nach der Ablehnung oder der Erstellung Ihres Kontos gelöscht. Das Konto behalten Sie.
   *[other] Ihr Antrag wird { $days } Tage nach der Ablehnung oder der Erstellung Ihres Kontos gelöscht. Das Konto behalten Sie.
}
web-retention-never-opened = { $days ->
    [one] Wenn Ihr Antrag angenommen wird, Sie aber kein Passwort wählen, wird er { $days } Tag nach der Entscheidung gelöscht.
   *[other] Wenn Ihr Antrag angenommen wird, Sie aber kein Passwort wählen, wird er { $days } Tage nach der Entscheidung gelöscht.
}
web-retention-elsewhere = Nachrichten über Ihren Antrag im Chatraum und in den E-Mails der Moderation werden dabei nicht gelöscht.

## After step 2: check your inbox
web-sent-title = Prüfen Sie Ihren Posteingang
web-sent-to = Wir haben eine E-Mail an { $email } gesendet.
web-sent-queued = Wir senden gerade eine E-Mail an { $email }. Unser Mailserver ist im Moment langsam, daher kann es einige Minuten dauern, bis sie ankommt.
web-sent-again = Wir senden Ihnen noch eine E-Mail.
web-sent-too-soon = Wir haben Ihnen bereits eine E-Mail gesendet. Bitte prüfen Sie Ihren Posteingang und Ihren Spam-Ordner, bevor Sie eine weitere anfordern.
web-sent-next = Öffnen Sie den Link in der E-Mail, um fortzufahren. Sie können ihn auch auf einem anderen Gerät öffnen und dort weitermachen.
web-sent-valid = In der E-Mail steht, wann der Link abläuft.
web-sent-nothing = Keine E-Mail bekommen? Sehen Sie in Ihrem Spam-Ordner nach und warten Sie einige Minuten.
web-sent-resend = E-Mail noch einmal senden
web-sent-change = Andere E-Mail-Adresse verwenden
web-sent-never = Immer noch keine E-Mail? Vielleicht hat Ihr Passwort-Manager ein verstecktes Feld ausgefüllt, das Bots erkennen soll. In diesem Fall wird keine E-Mail gesendet.
web-sent-never-link = Von vorn beginnen und dieses Feld anzeigen

## The request of this browser
web-not-me = Nicht Ihr Antrag?
web-not-me-button = Das bin ich nicht
web-forgotten-title = Auf diesem Gerät vergessen
web-forgotten = Dieser Browser kennt den Antrag nicht mehr.
web-forgotten-other = Der Antrag selbst ist unverändert. Wer ihn gestellt hat, kann mit dem Link aus der E-Mail weitermachen.
web-stale-title = Dieses Formular gehört zu einem anderen Antrag
web-stale = Sie haben in einem anderen Tab dieses Browsers mit { $mxid } weitergemacht. Damit die beiden Anträge getrennt bleiben, wurde nichts gesendet und nichts geändert.
web-stale-gone = Ihr Browser hat unser Cookie nicht gesendet, daher wissen wir nicht, zu welchem Antrag dieses Formular gehört. Es wurde nichts gesendet. Vielleicht blockiert Ihr Browser Cookies oder wurde zwischendurch geschlossen, oder der Antrag wurde in einem anderen Tab beendet.
web-stale-typed = Ihr Text, zum Kopieren
web-stale-other = Um mit dem anderen Antrag weiterzumachen, öffnen Sie den Link in dessen E-Mail oder fordern Sie einen neuen Link an.
web-stale-go-on = Weiter mit { $mxid }
web-no-cookie-title = Bitte erlauben Sie Cookies
web-no-cookie = Dieses Formular braucht ein Cookie, um sich Ihren Antrag zu merken, bis Sie den Browser schließen. Ihr Browser hat es nicht zurückgesendet. Bitte erlauben Sie Cookies für diese Seite und beginnen Sie von vorn.
web-no-cookie-http = Dieses Formular braucht ein Cookie, das Browser nur auf sicheren Seiten behalten. Bitte öffnen Sie diese Seite mit https:// am Anfang der Adresse.
web-no-cookie-next = Wenn Sie Ihre E-Mail-Adresse schon bestätigt haben, ist nichts verloren. Öffnen Sie den Link in Ihrer E-Mail noch einmal oder fordern Sie einen neuen an.

## A new link
web-link-title = Neuen Link anfordern
web-link-intro = Geben Sie die E-Mail-Adresse Ihres Antrags ein. Wenn es dazu einen offenen Antrag gibt, senden wir einen neuen Link an diese Adresse.
web-link-submit = Neuen Link senden
web-link-sent-title = Prüfen Sie Ihren Posteingang
web-link-sent = Wenn es zu dieser Adresse einen offenen Antrag gibt, senden wir eine E-Mail mit einem neuen Link dorthin.
web-link-sent-nothing = Nach einigen Minuten noch keine E-Mail? Dann gibt es zu dieser Adresse vielleicht keinen Antrag, oder er ist abgelaufen. Sie können jederzeit von vorn beginnen.

## The link to confirm the address
web-verify-title = Adresse bestätigen
web-verify-future = Sie beantragen { $mxid }.
web-verify-intro = { $asks ->
    [both] Klicken Sie auf die Schaltfläche, um Ihre Adresse zu bestätigen. Danach wählen Sie in diesem Browser Ihr Passwort.
    [reason] Klicken Sie auf die Schaltfläche, um Ihre Adresse zu bestätigen. Danach schreiben Sie uns in diesem Browser, warum Sie mitmachen möchten.
   *[other] Klicken Sie auf die Schaltfläche, um Ihre Adresse zu bestätigen. Danach geht es in diesem Browser weiter.
}
web-verify-stranger = Wenn Sie hier kein Konto beantragt haben, schließen Sie einfach diese Seite. Es passiert nichts.
web-verify-button = Adresse bestätigen
web-verify-expired-title = Dieser Link ist abgelaufen
web-verify-expired = Links laufen nach einer Weile ab. Es ist nichts verloren: Wir können einen neuen an dieselbe Adresse senden.
web-verify-used-title = Dieser Link wurde bereits verwendet
web-verify-used = Ihre Adresse ist bestätigt. Wenn Sie sie in einem anderen Browser bestätigt haben, machen Sie bitte dort weiter. Um hier weiterzumachen, fordern Sie einen neuen Link an.
web-verify-used-follow = In diesem Browser weitermachen
web-verify-who = Wenn Sie den Link nicht selbst geöffnet haben, hat ihn vielleicht Ihr E-Mail-Anbieter zur Prüfung geöffnet. Um in diesem Browser weiterzumachen, geben Sie den beantragten Benutzernamen ein.
web-verify-who-label = Ihr Benutzername
web-verify-who-hint = Der Benutzername, den Sie im ersten Schritt gewählt haben.
web-verify-who-wrong = Das ist nicht der Benutzername dieses Antrags. Bitte prüfen Sie die Schreibweise.
web-verify-used-further = Ihre Adresse ist bestätigt, und Ihr Antrag ist schon weiter. Sie brauchen diesen Link nicht mehr.
web-verify-used-status = Status Ihres Antrags ansehen
web-verify-ended = Dieser Link gehört zu einem beendeten Antrag. Sie können gern einen neuen stellen.
web-verify-unknown-title = Dieser Link funktioniert nicht
web-verify-unknown = Wir kennen diesen Link nicht. Vielleicht ist der Antrag beendet, oder eine neuere E-Mail enthält einen neueren Link.
web-verify-mangled = Ein Teil dieses Links fehlt. Manche E-Mail-Programme trennen lange Links. Bitte kopieren Sie den ganzen Link aus der E-Mail oder fordern Sie einen neuen an.
web-verify-resent-title = Ein neuer Link ist unterwegs
web-verify-resent = Wir haben einen neuen Link an dieselbe Adresse gesendet. Bitte prüfen Sie Ihren Posteingang.
web-verify-resent-not-waiting = Dieser Antrag braucht keinen Link mehr.
web-verify-taken-title = Wählen Sie einen anderen Benutzernamen
web-verify-taken = In der Zwischenzeit hat sich jemand anderes { $mxid } gesichert. Alles andere ist gespeichert. Wählen Sie einen anderen Benutzernamen, dann bestätigen wir zugleich Ihre Adresse.
web-verify-taken-button = Diesen Namen nehmen und Adresse bestätigen
web-verify-name-blocked = Der Benutzername { $mxid } ist nicht verfügbar. Alles andere ist gespeichert. Wählen Sie einen anderen Benutzernamen, dann bestätigen wir zugleich Ihre Adresse.
web-verify-rename-again = Alles andere ist gespeichert. Wählen Sie einen anderen Benutzernamen, dann bestätigen wir zugleich Ihre Adresse.
web-verify-email-taken-title = Diese E-Mail-Adresse wird bereits verwendet
web-verify-email-taken = Mit dieser E-Mail-Adresse gibt es bereits ein Konto oder einen Antrag. Pro Adresse ist nur ein Konto möglich.
web-verify-email-taken-next = Wenn Sie ein Konto haben, melden Sie sich einfach an. Wenn Sie einen Antrag gestellt haben, teilen wir Ihnen die Entscheidung per E-Mail mit.
web-verify-email-begun = Sie haben mit dieser E-Mail-Adresse bereits einen Antrag begonnen und die Adresse bestätigt. Pro Adresse ist nur ein Antrag möglich.
web-verify-email-begun-next = Sie können diesen Antrag fortsetzen. Wir senden einen neuen Link an diese Adresse, mit dem Sie dort weitermachen, wo Sie aufgehört haben.

## Step 3: password and reason
web-details-password-later = Ihr Passwort wählen Sie später. Wenn Ihr Antrag angenommen wird, schicken wir Ihnen dafür einen Link per E-Mail.
web-details-future = Ihre Adresse ist bestätigt. Sie beantragen { $mxid }.
web-details-password = Passwort
web-details-again = Passwort bestätigen
web-details-policy-length = Verwenden Sie mindestens { $min } Zeichen. Einige Wörter ohne Zusammenhang ergeben ein gutes Passwort.
web-details-policy-digit = Verwenden Sie eine Ziffer.
web-details-policy-symbol = Verwenden Sie ein Zeichen, das weder Buchstabe noch Ziffer ist, zum Beispiel ein Leerzeichen, einen Bindestrich oder einen Punkt.
web-details-policy-lowercase = Verwenden Sie einen Kleinbuchstaben.
web-details-policy-uppercase = Verwenden Sie einen Großbuchstaben.
web-details-password-empty = Geben Sie ein Passwort ein.
web-details-password-short = Dieses Passwort ist zu kurz. Verwenden Sie mindestens { $min } Zeichen.
web-details-password-long = Dieses Passwort ist zu lang. Verwenden Sie höchstens { $max } Zeichen, mit Umlauten, Akzenten oder Emojis weniger.
web-details-password-mismatch = Die Passwörter stimmen nicht überein. Bitte geben Sie beide noch einmal ein.
web-details-password-digit = Fügen Sie Ihrem Passwort eine Ziffer hinzu.
web-details-password-symbol = Ihr Passwort besteht nur aus Buchstaben und Ziffern. Fügen Sie ein Leerzeichen, einen Bindestrich, einen Punkt oder Ähnliches hinzu.
web-details-password-lowercase = Fügen Sie Ihrem Passwort einen Kleinbuchstaben hinzu.
web-details-password-uppercase = Fügen Sie Ihrem Passwort einen Großbuchstaben hinzu.
web-details-password-weak = Dieses Passwort ist leicht zu erraten. Wählen Sie eines mit mehr oder selteneren Wörtern.
web-details-password-again = Bitte geben Sie Ihr Passwort in beiden Feldern noch einmal ein. Zu Ihrer Sicherheit speichern wir es zwischen den Seiten nicht.
web-details-strength = Passwortstärke:
web-details-strength-terrible = sehr schwach
web-details-strength-weak = schwach
web-details-strength-fair = fast stark genug
web-details-strength-good = stark
web-details-strength-strong = sehr stark
web-details-reason = Warum möchten Sie mitmachen?
web-details-reason-hint = { $min ->
    [0] Einige Sätze helfen uns bei der Entscheidung: wer Sie sind, wie Sie uns gefunden haben und mit wem Sie sprechen möchten.
    [one] Mindestens { $min } Zeichen. Einige Sätze helfen uns bei der Entscheidung: wer Sie sind, wie Sie uns gefunden haben und mit wem Sie sprechen möchten.
   *[other] Mindestens { $min } Zeichen. Einige Sätze helfen uns bei der Entscheidung: wer Sie sind, wie Sie uns gefunden haben und mit wem Sie sprechen möchten.
}
web-details-reason-short = Bitte schreiben Sie etwas mehr. Ihr Text hat { $have ->
    [one] { $have } Zeichen
   *[other] { $have } Zeichen
}, nötig sind mindestens { $min }.
web-details-reason-long = Bitte kürzen Sie Ihren Text. Er hat { $have } Zeichen, erlaubt sind höchstens { $max }.
web-question-optional = { $question } (freiwillig)
web-question-min = { $min ->
    [one] Mindestens { $min } Zeichen.
   *[other] Mindestens { $min } Zeichen.
}
web-question-please-choose = Bitte wählen
web-question-missing = Bitte beantworten Sie diese Frage.
web-question-choose = Bitte wählen Sie eine der Antworten.
web-question-tick = Bitte setzen Sie hier ein Häkchen, um fortzufahren.
web-details-legal = Bitte lesen Sie diese Dokumente:
web-details-legal-tab = (öffnet sich in einem neuen Tab)
web-details-agree = Ich habe die Dokumente gelesen und stimme ihnen zu.
web-details-agree-missing = Bitte lesen Sie die Dokumente und setzen Sie das Häkchen, wenn Sie zustimmen.
web-details-submit = Antrag absenden
web-details-taken = In der Zwischenzeit hat sich jemand anderes { $mxid } gesichert. Bitte wählen Sie einen anderen Benutzernamen. Ihre Antworten sind gespeichert.
web-details-refused = Dieser Server lässt { $mxid } nicht zu. Bitte wählen Sie einen anderen Benutzernamen. Ihre Antworten sind gespeichert.
web-details-closed = Der Chat-Server kann gerade keine Konten erstellen, daher wurde Ihr Antrag nicht abgesendet. Ihre bestätigte Adresse und Ihre Antworten sind hier gespeichert. Bitte kommen Sie später wieder und senden Sie ihn noch einmal ab.
web-working-title = Ihr Konto wird erstellt
web-working = Das dauert länger als üblich. Sie können diese Seite geöffnet lassen: Sie lädt sich neu, bis Ihr Konto bereit ist.
web-working-look = Jetzt prüfen
web-details-unavailable = Der Chat-Server hat nicht geantwortet, daher wurde Ihr Antrag nicht abgesendet. Es ist nichts verloren. Bitte geben Sie Ihr Passwort noch einmal ein und senden Sie das Formular in einer Minute erneut ab.
web-details-unavailable-reason = Der Chat-Server hat nicht geantwortet, daher wurde Ihr Antrag nicht abgesendet. Es ist nichts verloren. Bitte senden Sie das Formular in einer Minute erneut ab.
web-details-broken = Bei uns ist etwas schiefgegangen, daher wurde Ihr Antrag nicht abgesendet. Es ist nichts verloren. Bitte geben Sie Ihr Passwort noch einmal ein und senden Sie das Formular in einer Minute erneut ab.
web-details-broken-reason = Bei uns ist etwas schiefgegangen, daher wurde Ihr Antrag nicht abgesendet. Es ist nichts verloren. Bitte senden Sie das Formular in einer Minute erneut ab.
web-details-blocked-username = Der Benutzername { $mxid } ist nicht verfügbar. Bitte wählen Sie einen anderen. Ihre Antworten sind gespeichert.
web-details-problems = Bitte korrigieren Sie die markierten Angaben.
web-details-email-in-use-title = Diese E-Mail-Adresse wird bereits verwendet
web-details-email-in-use = Auf { $server } gibt es bereits ein Konto mit Ihrer E-Mail-Adresse. Pro Adresse ist nur ein Konto möglich, bitte melden Sie sich daher mit diesem an.

## The link of an approved request
web-password-title = Passwort wählen
web-password-intro = Ihr Antrag wurde angenommen. Wählen Sie ein Passwort, um Ihr Konto zu erstellen.
web-password-account = Ihr Konto: { $mxid }
web-password-submit = Konto erstellen
web-password-stranger = Wenn Sie dieses Konto nicht beantragt haben, schließen Sie einfach diese Seite. Es passiert nichts.
web-password-unavailable = Der Chat-Server hat nicht geantwortet, daher wurde nichts geändert. Ihr Link funktioniert weiterhin. Bitte geben Sie Ihr Passwort noch einmal ein und senden Sie das Formular in einer Minute erneut ab.
web-password-set-title = Ihr Konto ist bereit
web-password-set = Ihr Passwort ist gespeichert, und Sie können sich jetzt anmelden. Dieser Link kann nicht noch einmal verwendet werden.
web-password-opening-title = Ihr Konto ist fast bereit
web-password-opening = Ihr Passwort ist gespeichert. In wenigen Minuten können Sie sich anmelden.
web-password-how = So melden Sie sich an
web-password-how-app = Installieren Sie eine Matrix-App, zum Beispiel Element oder FluffyChat. Es gibt sie für alle Telefone und Computer.
web-password-how-server = Wenn die App nach Ihrem Server oder Homeserver fragt, geben Sie { $server } ein.
web-password-how-login = Melden Sie sich als { $mxid } mit dem Passwort an, das Sie gerade gewählt haben. Wir haben es hier nicht gespeichert.
web-password-expired-title = Dieser Link ist abgelaufen
web-password-expired = Links laufen nach einer Weile ab. Ihr Antrag ist angenommen, und es ist nichts verloren: Wir können einen neuen Link an dieselbe Adresse senden.
web-password-dead-title = Dieser Link funktioniert nicht
web-password-elsewhere = Mit diesem Link können Sie jetzt kein Passwort festlegen. Bitte prüfen Sie den Status Ihres Antrags.
web-password-ended = Dieser Link gehört zu einem beendeten Antrag. Sie können gern einen neuen stellen.
web-password-unknown = Wir kennen diesen Link nicht. Vielleicht wurde der Antrag gelöscht, oder eine neuere E-Mail enthält einen neueren Link.
web-password-mangled = Ein Teil dieses Links fehlt. Manche E-Mail-Programme trennen lange Links. Bitte kopieren Sie den ganzen Link aus der E-Mail.
web-password-unsettled-title = Wir müssen Ihr Konto prüfen
web-password-unsettled = Beim Erstellen Ihres Kontos ist etwas schiefgegangen. Die Betreiber dieses Servers wurden gebeten, sich darum zu kümmern. Ihr Antrag ist nicht verloren. Bitte versuchen Sie diesen Link später noch einmal.
web-password-name-lost-title = Dieser Benutzername ist nicht mehr verfügbar
web-password-name-lost = Es tut uns leid: Jemand anderes hat diesen Benutzernamen bekommen, bevor Sie Ihr Passwort festgelegt haben. Deshalb ist dieser Antrag beendet. Sie können gern einen neuen Antrag mit einem anderen Benutzernamen stellen.

## Step 4: done
web-done-title = Wir haben Ihren Antrag erhalten
web-done-intro = Vielen Dank. Ein Mensch liest jetzt Ihren Antrag für { $mxid } und entscheidet.
web-done-next = Wie es weitergeht
web-done-mail = Wir teilen Ihnen die Entscheidung per E-Mail mit. Menschen lesen die Anträge, daher kann es ein bis zwei Tage dauern.
web-done-login = Wird Ihr Antrag angenommen, können Sie sich sofort mit Ihrem Benutzernamen und dem gerade gewählten Passwort anmelden. Ihr Passwort haben wir hier nicht gespeichert.
web-done-password = Wird Ihr Antrag angenommen, enthält die E-Mail einen Link, mit dem Sie Ihr Passwort wählen. Dann erstellen wir Ihr Konto, und Sie können sich anmelden.
web-done-app = Zum Chatten brauchen Sie eine Matrix-App, zum Beispiel Element. Es gibt sie für alle Telefone und Computer.
web-done-status = Status Ihres Antrags ansehen
web-done-keep = Sie können für die Statusseite ein Lesezeichen setzen. Sie zeigt nur, wie es um den Antrag steht und wann die einzelnen Schritte waren, nichts Persönliches.

## Status page
web-status-title = Status Ihres Antrags
web-status-awaiting-email = Noch nicht abgeschlossen
web-status-awaiting-email-next = Öffnen Sie den Link in unserer E-Mail, um fortzufahren.
web-status-awaiting-details = Noch nicht abgeschlossen
web-status-awaiting-details-next = { $asks ->
    [both] Ihre E-Mail-Adresse ist bestätigt. Ihr Passwort und Ihre Begründung fehlen noch.
    [reason] Ihre E-Mail-Adresse ist bestätigt. Ihre Begründung fehlt noch.
   *[other] Ihre E-Mail-Adresse ist bestätigt. Ein Schritt fehlt noch: Bitte füllen Sie das Formular aus.
}
web-status-awaiting-review = Wartet auf eine Entscheidung
web-status-awaiting-review-next = Ein Mensch wird Ihren Antrag lesen. Wir teilen Ihnen die Entscheidung per E-Mail mit.
web-status-asked = Wartet auf Ihre Antwort
web-status-asked-next = Wir haben Ihnen eine Frage der Menschen gemailt, die Ihren Antrag prüfen. Bitte antworten Sie über den Link in dieser E-Mail. Wenn Sie die E-Mail nicht finden, sehen Sie bitte im Spam-Ordner nach.
web-status-answer-until = Antwort bis
web-status-provisioning = Angenommen
web-status-provisioning-next = Ihr Antrag wurde angenommen. Ihr Konto ist in wenigen Minuten bereit. Wir schicken Ihnen eine E-Mail, sobald Sie sich anmelden können.
web-status-provisioning-quiet = Ihr Antrag wurde angenommen. Ihr Konto ist in wenigen Minuten bereit.
web-status-awaiting-password = Angenommen
web-status-awaiting-password-next = Ihr Antrag wurde angenommen. Ein Schritt fehlt noch: Wählen Sie ein Passwort mit dem Link, den wir Ihnen per E-Mail schicken. Wenn Sie diese E-Mail nicht finden oder ihr Link abgelaufen ist, können wir Ihnen einen neuen schicken.
web-status-link = Link per E-Mail senden
web-status-link-sent = Wir senden den Link an Ihre E-Mail-Adresse. Bitte prüfen Sie Ihren Posteingang.
web-status-active = Angenommen: Ihr Konto ist bereit
web-status-active-next = Willkommen! Sie können sich mit jeder Matrix-App anmelden, mit Ihrem Benutzernamen und dem Passwort, das Sie gewählt haben.
web-status-denied = Nicht angenommen
web-status-denied-next = Ihr Antrag wurde nicht angenommen. Wir haben Ihnen eine E-Mail geschickt und die Daten gelöscht, die wir für Ihr Konto gespeichert hatten.
web-status-denied-quiet = Ihr Antrag wurde nicht angenommen. Wir haben die Daten gelöscht, die wir für Ihr Konto gespeichert hatten.
web-status-revoked = Konto gesperrt
web-status-revoked-next = Die Moderatoren haben ihre Zustimmung widerrufen, und das Konto ist gesperrt. Bei Fragen wenden Sie sich bitte an die Betreiber dieses Servers.
web-answer-title = Eine Frage zu Ihrem Antrag
web-answer-intro = Zu Ihrem Antrag auf { $mxid } gibt es eine Frage:
web-answer-label = Ihre Antwort
web-answer-submit = Antwort senden
web-answer-empty = Bitte schreiben Sie eine Antwort.
web-answer-long = Bitte kürzen Sie Ihre Antwort. Sie haben { $have } Zeichen geschrieben; höchstens { $max } sind möglich.
web-answer-sent-title = Ihre Antwort ist gesendet
web-answer-sent = Vielen Dank. Ihre Antwort ist angekommen. Die Entscheidung teilen wir Ihnen per E-Mail mit.
web-answer-closed-title = Diese Frage ist abgeschlossen
web-answer-closed = Die Frage kann nicht mehr beantwortet werden: Die Zeit dafür ist abgelaufen, oder über Ihren Antrag ist entschieden.
web-answer-unknown-title = Dieser Link funktioniert nicht
web-answer-unknown = Unter diesem Link gibt es keine Frage. Bitte öffnen Sie den Link aus der E-Mail noch einmal, und achten Sie darauf, dass er vollständig ist.
web-status-expired = Abgelaufen
web-status-expired-next = Dieser Antrag ist abgelaufen, bevor er abgeschlossen oder entschieden wurde. Sie können gern einen neuen stellen.
web-status-started = Begonnen
web-status-verified = E-Mail bestätigt
web-status-submitted = Abgesendet
web-status-decided = Entschieden
web-status-ended = Abgelaufen
web-status-reload = Diese Seite zeigt den Status zu dem Zeitpunkt, als Sie sie geöffnet haben. Laden Sie sie neu, um den aktuellen Stand zu sehen.

## Accessibility statement: it says what the tests of the project check, and must stay true
web-accessibility-title = Barrierefreiheit
web-accessibility-intro = Alle sollen dieses Formular nutzen können. Hier steht, was geprüft wird und was nicht.
web-accessibility-tested = Was geprüft wird
web-accessibility-axe = Die Seiten werden automatisch mit axe-core geprüft, in hellen und in dunklen Farben.
web-accessibility-keyboard = Jeder Schritt lässt sich allein mit der Tastatur erledigen, und Sie sehen immer, welches Element den Fokus hat.
web-accessibility-scripts = Jeder Schritt funktioniert ohne JavaScript.
web-accessibility-screens = Die Seiten passen ohne seitliches Scrollen auf ein Handy, auch mit 40 % längeren Texten.
web-accessibility-direction = Die Seiten funktionieren in Sprachen, die von links nach rechts, und in Sprachen, die von rechts nach links geschrieben werden.
web-accessibility-untested = Was nicht geprüft ist
web-accessibility-people = Menschen mit Behinderungen haben diese Seiten noch nicht getestet, und Fachleute haben sie noch nicht begutachtet. Wir wissen nicht, wie gut sie mit den einzelnen Screenreadern funktionieren.
web-accessibility-languages = Die deutschen und arabischen Texte hat noch niemand durchgesehen, der die Sprache als Muttersprache spricht.
web-accessibility-operator = Texte, Fragen und Dokumente, die von den Betreibern von { $server } stammen, gehören nicht zu diesen Prüfungen.
web-accessibility-puzzle = Zum Schutz vor Bots verlangt dieser Server eine kurze Prüfung, die JavaScript benötigt. Dafür genügt ein Klick; Sie müssen keine Bilder oder Töne erkennen.
web-accessibility-puzzle-limited = Zum Schutz vor Bots verlangt dieser Server eine kurze Prüfung, die JavaScript benötigt. Dafür genügt ein Klick; Sie müssen keine Bilder oder Töne erkennen. Ohne JavaScript werden nur wenige Anträge am Tag angenommen.
web-accessibility-help = Wenn etwas für Sie nicht funktioniert
web-accessibility-contact = Bitte wenden Sie sich an die Betreiber von { $server }. Sie können Ihnen auch bei Ihrem Antrag helfen.

## Error pages
web-missing-title = Seite nicht gefunden
web-missing = Vielleicht ist die Adresse unvollständig, oder die Seite ist umgezogen.
web-missing-status = Wir konnten diesen Antrag nicht finden. Abgeschlossene Anträge werden nach einer Weile gelöscht, oder die Adresse ist unvollständig.
web-ended-title = Dieser Antrag ist beendet
web-ended = Der Antrag ist abgelaufen oder wurde gelöscht. Sie können gern einen neuen stellen.
web-method-title = Das funktioniert hier nicht
web-method = Diese Seite kann nicht auf diese Weise verwendet werden. Bitte gehen Sie zurück zur Startseite.
web-cross-site-title = Dieses Formular kam von einer anderen Website
web-cross-site = Ihr Browser hat nicht bestätigt, dass dieses Formular von unserer eigenen Seite kam, daher haben wir es nicht angenommen. Bitte öffnen Sie unsere Seite direkt und versuchen Sie es noch einmal.
web-host-title = Falsche Adresse
web-host = Dieser Dienst ist unter der verwendeten Adresse nicht erreichbar. Bitte verwenden Sie die Adresse, die Sie von den Betreibern von { $server } bekommen haben.
web-two-hosts-title = Wir konnten diese Anfrage nicht lesen
web-two-hosts = Die Anfrage nennt zwei verschiedene Hosts. Bitte öffnen Sie unsere Seite direkt und versuchen Sie es noch einmal.
web-too-large-title = Ihr Text ist zu lang
web-too-large = Sie haben mehr Text gesendet, als dieses Formular annimmt. Bitte gehen Sie zurück und kürzen Sie ihn.
web-bad-form-title = Wir konnten dieses Formular nicht lesen
web-bad-form = Das Formular ist nicht richtig angekommen. Bitte gehen Sie zurück und versuchen Sie es noch einmal.
web-paused-title = Die Registrierung ist unterbrochen
web-paused = { $server } nimmt im Moment keine neuen Anträge an. Wenn Sie Ihre E-Mail-Adresse schon bestätigt haben, können Sie mit dem Link in Ihrer E-Mail weitermachen.
web-paused-reason = Eine Nachricht der Betreiber: „{ $reason }“
web-closed-title = Die Registrierung ist geschlossen
web-closed = { $server } kann im Moment keine Konten erstellen. Wenn Sie Ihre E-Mail-Adresse schon bestätigt haben, ist Ihr Antrag gespeichert. Bitte kommen Sie später wieder.
web-full-title = Heute keine weiteren Anträge
web-full = { $server } hat für heute die Höchstzahl an Anträgen erreicht. Bitte kommen Sie später wieder.
web-blocked-title = Wir können diesen Antrag nicht annehmen
web-blocked = Sie können sich hier nicht registrieren. Wenn Sie das für einen Irrtum halten, wenden Sie sich bitte an die Betreiber dieses Servers.
web-blocked-email = Sie können diese E-Mail-Adresse hier nicht verwenden. Sie können gern mit einer anderen von vorn beginnen.
web-blocked-username = Sie können diesen Benutzernamen hier nicht verwenden. Sie können gern mit einem anderen von vorn beginnen.
web-blocked-reason = Grund: „{ $reason }“
web-too-many-title = Zu viele Versuche
web-too-often = Dieses Formular wurde aus Ihrem Netzwerk zu oft abgesendet. Ihr Antrag ist nicht verloren.
web-too-many-from-here = Aus Ihrem Netzwerk wurden zu viele E-Mails angefordert. Um andere vor unerwünschter Post zu schützen, senden wir vorerst keine weiteren. Ihr Antrag ist nicht verloren.
web-wait-minutes = { $minutes ->
    [one] Bitte versuchen Sie es in { $minutes } Minute noch einmal.
   *[other] Bitte versuchen Sie es in { $minutes } Minuten noch einmal.
}
web-wait-hours = { $hours ->
    [one] Bitte versuchen Sie es in { $hours } Stunde noch einmal.
   *[other] Bitte versuchen Sie es in { $hours } Stunden noch einmal.
}
web-too-many = Wir haben heute zu viele E-Mails an diese Adresse gesendet. Bitte versuchen Sie es morgen noch einmal. Ihr Antrag ist nicht verloren.
web-too-slow-title = Das hat zu lange gedauert
web-too-slow = Wir sind nicht rechtzeitig fertig geworden. Bitte gehen Sie zurück und versuchen Sie es in einer Minute noch einmal.
web-broken-title = Bei uns ist etwas schiefgegangen
web-broken = Es liegt nicht an Ihnen. Bitte gehen Sie zurück und versuchen Sie es in einer Minute noch einmal.
web-broken-id = Wenn das weiterhin passiert, wenden Sie sich an die Betreiber von { $server } und nennen Sie ihnen diese Nummer: { $id }
