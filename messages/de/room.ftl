### Der Raum der Moderation: Karten, Antworten auf Befehle und der Raum selbst. Befehlswörter bleiben englisch.

## The bot and its room
room-bot-name = Registrierungen
room-name = Kontoanträge
room-topic = Anträge auf ein Konto auf { $server }. Tippen Sie bei einem Antrag auf ✅ oder ❌. Hilfe: { $prefix } help

## A card
room-card-title-new = Neuer Antrag #{ $id }: { $mxid }
room-card-title = Antrag #{ $id }: { $mxid }
room-card-email = E-Mail:
room-card-submitted = Beantragt:
room-card-language = Sprache: { $tag ->
    [ar] Arabisch
    [de] Deutsch
    [en] Englisch
   *[other] { $name }
}
room-card-reason = Begründung:
room-card-no-reason = (keine)
room-answer-ticked = { $ticked ->
    [true] Ja
   *[false] Nein
}
room-card-message = Nachricht an die antragstellende Person:
room-card-note = Interne Notiz (wird nicht verschickt):
room-card-quiet = 🔕 Die antragstellende Person hat keine E-Mail bekommen.
room-card-quiet-link = 🔕 Die antragstellende Person hat keine E-Mail bekommen, braucht aber einen Link, um ein Passwort zu wählen. Link senden: { $prefix } resend #{ $id }
room-card-prior = ⚠️ Früher abgelehnt: #{ $id } { $mxid }, { $at } von { $by } ({ $same })
room-card-prior-because = ⚠️ Früher abgelehnt: #{ $id } { $mxid }, { $at } von { $by }: „{ $words }“ ({ $same })
room-card-prior-more = ⚠️ … und weitere.
room-card-earlier = ↩️ { $verdict ->
    [approve] Angenommen
   *[deny] Abgelehnt
} am { $at } von { $by }, { $verdict ->
    [approve] widerrufen
   *[deny] wieder geöffnet
} von { $other }.
room-card-earlier-because = ↩️ { $verdict ->
    [approve] Angenommen
   *[deny] Abgelehnt
} am { $at } von { $by }: „{ $words }“, { $verdict ->
    [approve] widerrufen
   *[deny] wieder geöffnet
} von { $other }.
room-card-domain = Andere Anträge von { $domain }: { $counts }
room-card-domain-newest = Die letzten { $count } Anträge von { $domain }: { $counts }
room-domain-approved = { $count } angenommen
room-domain-denied = { $count } abgelehnt
room-domain-pending = { $count } offen
room-card-alike = ⚠️ Ähnliche offene Anträge: { $groups }. Alle ablehnen: { $prefix } deny #{ $id } --alike
room-alike-more = und { $count } weitere
room-alike = { $ids } ({ $why ->
    [network] gleiches Netz
    [reason] ähnliche Begründung
   *[both] gleiches Netz und ähnliche Begründung
})
room-prior-same-email = gleiche E-Mail-Adresse
room-prior-same-network = gleiche IP-Adresse
room-prior-same-both = gleiche E-Mail- und IP-Adresse
room-card-waiting = ⏳ Wartet auf eine Entscheidung. { $approve } zum Annehmen, { $deny } zum Ablehnen.
room-card-waiting-quorum = ⏳ Wartet auf eine Entscheidung. { $approve } zum Annehmen, { $deny } zum Ablehnen. Nötig: { $approvals ->
    [one] { $approvals } Zustimmung
   *[other] { $approvals } Zustimmungen
} oder { $denials ->
    [one] { $denials } Ablehnung
   *[other] { $denials } Ablehnungen
}.
room-card-votes = Stimmen: { $sides }
room-card-votes-side = { $key } { $who } ({ $count } von { $needed })
room-card-voters = Entschieden mit den Stimmen von { $who }.
room-card-needs-reason = ✋ Diese Ablehnung braucht eine Begründung, die der Antragsteller sieht. { $who }: Wählen Sie eine im Thread, oder antworten Sie auf diese Karte mit „deny“ und Ihrer Begründung.
room-card-approved = ✅ Angenommen von { $by } am { $at }.
room-card-undo = ↩️ Gilt ab { $at }. Vorher rückgängig machen: Tippen Sie hier { $key } an, entfernen Sie Ihre Reaktion, oder senden Sie { $prefix } undo #{ $id }
room-card-claimed = 👀 { $by } sieht sich diesen Antrag an.
room-card-held = ⏸️ Zurückgestellt von { $by }.
room-card-held-until = ⏸️ Zurückgestellt von { $by } bis { $at }.
room-card-asked = ❓ { $by } hat am { $at } nachgefragt:
room-card-answer-due = ⏳ Die Antwort kann bis { $at } kommen.
room-card-answered = 💬 Antwort vom { $at }:
room-card-unanswered = 🔇 Keine Antwort bis { $at }. Sie können noch einmal fragen oder entscheiden.
room-card-noted = 📝 { $by }: { $words }
room-card-opening = ✅ Angenommen von { $by } am { $at }. Das Konto wird freigeschaltet.
room-card-active = ✅ Angenommen von { $by } am { $at }. Das Konto ist freigeschaltet.
room-card-denied = ❌ Abgelehnt von { $by } am { $at }.
room-card-revoked = 🔒 Annahme widerrufen von { $by } am { $at }. Das Konto ist gesperrt.
room-card-awaiting-password = ✅ Angenommen von { $by } am { $at }. Es muss noch ein Passwort gewählt werden.
room-card-unused = ⌛ Angenommen von { $by }, aber abgelaufen am { $at }: Es wurde kein Passwort gewählt, oder der Benutzername wurde inzwischen vergeben.
room-card-expired = ⌛ Ohne Entscheidung abgelaufen am { $at }.
room-card-unfinished = ✏️ Noch nicht abgesendet.
room-card-replaced = Dieser Antrag hat eine neue Karte
room-card-edited = Antrag #{ $id } von { $mxid }: { $state }
room-card-from = IP-Adresse: { $address }
room-card-cut = Alles lesen: { $prefix } show #{ $id }
room-card-related = ⚠️ Verwandter Antrag: #{ $id } { $mxid } ({ $same }), { $state ->
    [waiting] offen
    [approved] angenommen
    [unfinished] nicht abgesendet
   *[gone] abgelehnt oder abgelaufen
}
room-card-throwaway = ⚠️ Wegwerf-E-Mail-Adresse
room-card-looks-like = ⚠️ Benutzername ähnelt: { $names }
room-card-quick = ⚠️ Formular ausgefüllt in { $seconds ->
    [0] weniger als 1 Sekunde
    [one] { $seconds } Sekunde
   *[other] { $seconds } Sekunden
} (möglicherweise ein Bot)

## The welcome message for a new account, and what can go wrong with it
room-welcome = Willkommen auf { $server }, { $username }!
    Ihr Konto ist bereit. Bei Fragen helfen Ihnen die Betreiber dieses Servers gern weiter.
room-welcome-no-user = der Benutzername ergibt keine gültige Benutzer-ID
room-welcome-no-room = es gibt keinen Raum { $room }; prüfen Sie { $key } in der Konfiguration
room-welcome-shut-out = niemand auf diesem Server kann { $bot } in { $room } einlassen; laden Sie den Bot in den Raum ein
room-welcome-silenced = der Bot darf in { $room } nicht schreiben; erlauben Sie ihm dort, Nachrichten zu senden
room-welcome-public = alle können { $room } betreten oder lesen, und die Begrüßung enthält die E-Mail-Adresse oder die Begründung; entfernen Sie sie aus message_template oder machen Sie den Raum privat
room-welcome-left = der Bot ist nicht mehr im Raum der Direktnachricht
room-welcome-taken-over = ein anderer Prozess sendet diese Begrüßung
room-welcome-unfinished = der Raum für die Direktnachricht wurde nicht fertiggestellt und wird neu erstellt

## What failed for good
room-trouble = ⚠️ #{ $id } { $mxid }: { $what }.
room-trouble-cause = Ursache: { $cause }
room-trouble-remedy = Was zu tun ist: { $remedy }
room-trouble-retry = Danach erneut versuchen: { $prefix } retry #{ $id }
room-parked-mail-verification = die E-Mail mit dem Bestätigungslink konnte nicht gesendet werden
room-parked-mail-receipt = die Eingangsbestätigung konnte nicht gesendet werden
room-parked-mail-question = die E-Mail mit der Rückfrage konnte nicht gesendet werden
room-parked-mail-operators = die E-Mail an die Betreiber konnte nicht gesendet werden
room-parked-mail-room-broken = die E-Mail an die Betreiber über diesen Raum konnte nicht gesendet werden
room-parked-mail-approval = die E-Mail über die Annahme konnte nicht gesendet werden
room-parked-mail-password-link = die E-Mail mit dem Link für die Wahl des Passworts konnte nicht gesendet werden
room-parked-mail-denial = die E-Mail über die Ablehnung konnte nicht gesendet werden
room-parked-mail-revoked = die E-Mail über die widerrufene Entscheidung konnte nicht gesendet werden
room-parked-unlock = das Konto konnte nicht entsperrt werden
room-parked-lock = das Konto konnte nicht gesperrt werden und ist noch offen
room-parked-remove = das Konto konnte nicht entfernt werden und besteht vielleicht noch, gesperrt
room-parked-consent = die Zustimmung zu den Nutzungsbedingungen des Servers konnte für das Konto nicht eingetragen werden
room-parked-join = das Konto konnte nicht in { $room } aufgenommen werden
room-parked-welcome = die Begrüßung konnte nicht gesendet werden
room-parked-log = die Entscheidung konnte nicht im Protokollraum gemeldet werden
room-parked-report = eine Meldung wie diese konnte nicht gesendet werden
room-parked-account-questions = die Liste der Konten, über die zu entscheiden ist, konnte nicht aktualisiert werden
room-parked-card = die Karte konnte nicht gesendet oder aktualisiert werden
room-remedy-mail = Prüfen Sie die E-Mail-Adresse auf Fehler. Wenn sie richtig aussieht, bitten Sie die Betreiber, den Mailserver mit „synapse-registration check“ zu prüfen.
room-remedy-mail-operators = Bitten Sie die Betreiber, admin.email zu prüfen und den Mailserver mit „synapse-registration check“ zu testen.
room-remedy-unlock = Wenn ich zu diesem Konto eine Frage gestellt habe, beantworten Sie diese. Sonst bitten Sie die Betreiber, in Synapse zu prüfen, ob das Konto besteht und nicht deaktiviert ist.
room-remedy-lock = Bitten Sie einen Betreiber, das Konto in Synapse zu sperren oder das Admin-Token zu prüfen.
room-remedy-remove = Wenn ich zu diesem Konto eine Frage gestellt habe, beantworten Sie diese. Sonst bitten Sie die Betreiber, das Konto in Synapse und das Admin-Token zu prüfen.
room-remedy-consent = Bitten Sie die Betreiber zu prüfen, ob form_secret und consent_version mit der Konfiguration von Synapse übereinstimmen. Bis dahin kann das neue Konto nach der Zustimmung gefragt werden.
room-remedy-join = Bringen Sie den Raum wie oben beschrieben in Ordnung oder laden Sie das Konto selbst ein. Das Konto selbst ist freigeschaltet.
room-remedy-welcome = Beheben Sie die obige Ursache oder begrüßen Sie die Person selbst. Das Konto selbst ist freigeschaltet.
room-remedy-log = Beheben Sie die obige Ursache. Sonst ist nichts betroffen.
room-remedy-room = Bitten Sie die Betreiber, ins Log zu sehen.

## Who did it
room-by-operator = den Betreibern
room-by-system = dem Dienst
room-by-applicant = der antragstellenden Person
room-by-confirmed = { $by }, bestätigt von { $other }

## To a moderator who came second
room-late-approved = { $who }: Zu spät, Antrag #{ $id } wurde bereits von { $by } am { $at } angenommen. Ihre Reaktion hat keine Wirkung.
room-late-denied = { $who }: Zu spät, Antrag #{ $id } wurde bereits von { $by } am { $at } abgelehnt. Ihre Reaktion hat keine Wirkung. Um die Ablehnung rückgängig zu machen, verwenden Sie „reopen #{ $id }“.
room-late-expired = { $who }: Zu spät, Antrag #{ $id } ist am { $at } abgelaufen. Ihre Reaktion hat keine Wirkung.
room-late-undo = Die Entscheidung gilt ab { $at }. Bis dahin können Sie sie rückgängig machen: { $prefix } undo #{ $id }
room-undo-late = { $who }: Zu spät, die Entscheidung über Antrag #{ $id } gilt schon. Sie umkehren: { $prefix } revoke #{ $id }

## Answers to commands
room-help-title = Befehle:
room-help-line = { $usage }: { $what }
room-help-list = zeigt offene oder andere Anträge
room-help-show = zeigt alle Angaben und den Verlauf eines Antrags
room-help-search = findet Anträge nach Benutzername, E-Mail-Adresse, Begründung oder Antworten
room-help-approve = nimmt den Antrag an und schickt eine E-Mail mit Ihrer Nachricht. --quiet: keine E-Mail
room-help-deny = lehnt den Antrag ab und schickt eine E-Mail mit Ihrer Nachricht. --quiet: keine E-Mail
room-help-undo = nimmt eine Entscheidung zurück, bevor sie gilt
room-help-withdraw = zieht Ihre Stimme zu einem offenen Antrag zurück
room-help-revoke = kehrt eine Entscheidung um, die schon gilt: sperrt das Konto oder öffnet einen abgelehnten Antrag wieder. Der Antragsteller bekommt eine E-Mail mit Ihrer Nachricht.
room-help-ask = schickt dem Antragsteller Ihre Frage per E-Mail, mit einem Link zum Antworten. Ihr Name wird nicht genannt. Die Antwort erscheint unter der Karte.
room-help-claim = sagt den anderen, dass Sie sich einen Antrag ansehen; 👀 auf der Karte tut dasselbe
room-help-unclaim = beendet das
room-help-hold = stellt einen Antrag zurück: bis dahin keine Erinnerungen
room-help-unhold = nimmt einen Antrag wieder auf
room-help-note = notiert etwas zu einem Antrag für die anderen Moderatoren. Der Antragsteller sieht es nie.
room-help-reopen = stellt einen abgelehnten Antrag erneut zur Entscheidung
room-help-resend = schickt einen neuen Link oder noch einmal die Entscheidung per E-Mail
room-help-pause = nimmt keine neuen Anträge mehr an. Der Grund wird auf der Seite angezeigt. Schon begonnene Anträge können fortgesetzt werden.
room-help-resume = nimmt wieder neue Anträge an
room-help-parked = zeigt, was fehlgeschlagen ist
room-help-retry = versucht Fehlgeschlagenes noch einmal
room-help-stats = zählt Anträge und Entscheidungen
room-help-report = zeigt die Zahlen eines Monats für einen Transparenzbericht, ohne personenbezogene Daten
room-help-moderators = zeigt, wer über Anträge entscheiden kann
room-help-add-moderator = macht jemanden zum Moderator und lädt die Person ein. Es müssen so viele zustimmen wie bei einer Entscheidung.
room-help-remove-moderator = entfernt einen Moderator aus diesem Raum, auch Sie selbst
room-help-status = zeigt den Zustand des Dienstes
room-help-adopt = macht mit einem veränderten Konto weiter, weil es doch unseres ist
room-help-keep = überlässt ein solches Konto der Person, die es benutzt. Ein abgelehnter Antrag gilt dann als angenommen.
room-help-release = gibt unseren Anspruch auf ein solches Konto auf und ändert nichts
room-help-remove = deaktiviert und löscht ein solches Konto, wenn niemand es benutzt
room-help-help = zeigt diese Befehle. „help all“ zeigt alle.
room-help-who = Statt einer Nummer wie #12 können Sie einen Benutzernamen, eine Benutzer-ID oder einen Link zum Benutzer angeben.
room-help-ways = Sie können mich auch mit meinem Namen ansprechen oder auf eine Karte antworten: „approve Willkommen!“, „deny Spam“, „show“.
room-help-block = sperrt passende Anträge. Das Muster ist ein regulärer Ausdruck; bei ip eine Adresse oder ein Netzwerk.
room-help-unblock = entfernt eine Sperre
room-help-blocks = zeigt alle Sperren
room-help-remind = zeigt oder ändert, wann ich an offene Anträge erinnere
room-help-several = Mehrere auf einmal: „deny #12 #14 #15 Spam“, oder „deny #12 --alike Spam“ mit allen ähnlichen offenen Anträgen. Ich zeige Ihnen die Liste und warte auf Ihr ✅; mit --yes entfällt das.
room-list-empty = Keine offenen Anträge.
room-list-title = { $count ->
    [one] { $count } offener Antrag:
   *[other] { $count } offene Anträge:
}
room-list-title-many = Mehr als { $count } offene Anträge:
room-list-none = Solche Anträge gibt es nicht.
room-list-no-such-page = Diese Seite gibt es nicht.
room-list-no-page = Diese Seite gibt es nicht. { $count ->
    [one] Es gibt nur { $count } Antrag.
   *[other] Es gibt nur { $count } Anträge.
}
room-list-title-other = { $count ->
    [one] { $count } Antrag:
   *[other] { $count } Anträge, die neuesten zuerst:
}
room-list-title-other-many = Mehr als { $count } Anträge, die neuesten zuerst:
room-list-more = Nächste Seite: { $prefix } list { $shelf } { $page }
room-line-waiting = seit { $span }
room-line-ago = vor { $span }
room-line-by = von { $by }
room-line-by-saying = von { $by }: „{ $words }“
room-line-state = { $state ->
    [awaiting_email] E-Mail-Adresse nicht bestätigt
    [awaiting_details] noch nicht abgesendet
    [provisioning] angenommen, Konto wird freigeschaltet
    [awaiting_password] angenommen, noch kein Passwort
    [active] angenommen
    [revoked] Annahme widerrufen
    [denied] abgelehnt
    [expired] abgelaufen
   *[other] { $state }
}
room-search-none = Keine Anträge passen zu „{ $words }“.
room-search-more = … und weitere. Geben Sie mehr Wörter an, um die Suche einzugrenzen.
room-show-address = IP-Adresse: { $address }
room-show-no-address = (unbekannt)
room-show-hidden-address = (verborgen)
room-show-age = Beantragt vor { $age }
room-show-timeline = Verlauf:
room-show-earlier = … { $count ->
    [one] { $count } früherer Eintrag nicht angezeigt.
   *[other] { $count } frühere Einträge nicht angezeigt.
}
room-show-entry = { $at }: { $what } (von { $by })
room-show-entry-detail = { $at }: { $what } (von { $by }): { $detail }
room-event = { $kind ->
    [started] Antrag begonnen
    [agreed] den Dokumenten zugestimmt
    [email_verified] E-Mail-Adresse bestätigt
    [renamed] Benutzername geändert
    [address_refused] E-Mail-Adresse vom Mailserver abgewiesen
    [submitted] Antrag abgesendet
    [vote] Stimme
    [approved] angenommen
    [denied] abgelehnt
    [confirmed] bestätigt, was eine andere Moderatorin oder ein anderer Moderator eingegeben hatte
    [undone] Entscheidung rückgängig gemacht
    [revoked] Entscheidung widerrufen
    [account_locked] Konto gesperrt
    [mail_revoked] Widerruf per E-Mail mitgeteilt
    [lock_account] Konto wieder gesperrt
    [asked] Rückfrage gestellt
    [answered] Rückfrage beantwortet
    [unanswered] Rückfrage nicht rechtzeitig beantwortet
    [claimed] wird angesehen
    [unclaimed] wird nicht mehr angesehen
    [held] zurückgestellt
    [unheld] wieder aufgenommen
    [noted] Notiz
    [mail_question] Rückfrage per E-Mail gesendet
    [post_answer] Antwort unter der Karte gezeigt
    [reopened] wieder geöffnet
    [account_ready] Konto freigeschaltet
    [password_needed] wartet auf ein Passwort
    [password_set] Passwort gewählt
    [name_lost] Benutzername anderweitig vergeben
    [timed_out] abgelaufen
    [mail_requested] E-Mail erneut angefordert
    [mail_verification] Bestätigungslink verschickt
    [mail_receipt] Eingangsbestätigung verschickt
    [mail_operators] Betreiber per E-Mail benachrichtigt
    [mail_room_broken] Betreiber per E-Mail über den Raum benachrichtigt
    [mail_approval] Annahme per E-Mail mitgeteilt
    [mail_password_link] Link für die Wahl des Passworts verschickt
    [mail_denial] Ablehnung per E-Mail mitgeteilt
    [unlock_account] Konto entsperrt
    [remove_account] Konto entfernt
    [remove_former_account] Konto des früheren Benutzernamens entfernt
    [give_consent] Zustimmung eingetragen
    [join_room] in einen Raum aufgenommen
    [welcome] Begrüßung gesendet
    [log_decision] Entscheidung im Protokollraum gemeldet
    [report_trouble] Problem der Moderation gemeldet
    [post_card] Karte gesendet
    [strike_card] alte Karte durchgestrichen
    [update_card] Karte aktualisiert
    [show_account_questions] Fragen zum Konto angezeigt
    [account_removed] Konto entfernt
    [kept] Konto behalten
    [account_answered] Frage zum Konto beantwortet
    [retried] erneut versucht
    [dropped] Aufgabe verworfen
    [imported] aus der Django-App importiert
    [failed] fehlgeschlagen
   *[other] { $kind }
}
room-stats-title = { $days ->
    [one] Letzte 24 Stunden
   *[other] Letzte { $days } Tage
}: { $all ->
    [false] zu viele Anträge, um alle zu zählen. Von den neuesten { $count }:
   *[true] { $count ->
        [0] keine Anträge.
        [one] { $count } Antrag.
       *[other] { $count } Anträge.
    }
}
room-stats-decided = { $approved } angenommen, { $denied } abgelehnt, { $waiting } offen.
room-stats-rate = Annahmequote: { $rate } %
room-stats-median = Die Hälfte der Entscheidungen fiel innerhalb von { $span }.
room-stats-by = { $who }: { $approved } angenommen, { $denied } abgelehnt
room-stats-reason = { $count } × „{ $words }“
room-report-title = Anträge auf ein Konto auf { $server } im Monat { $month }
room-report-requests = { $count ->
    [one] { $count } Antrag
   *[other] { $count } Anträge
}
room-report-approved = { $count } angenommen
room-report-denied = { $count } abgelehnt
room-report-reason = – „{ $reason }“: { $count }
room-report-undecided = { $count } ohne Entscheidung
room-report-pending = { $count } offen
room-report-running = Der Monat ist noch nicht zu Ende.
room-report-deleted = Anträge, die seitdem gelöscht wurden, sind nicht mitgezählt.
room-report-no-month = Die Anträge dieses Monats kann ich nicht zählen.
room-span-minutes = { $count ->
    [0] weniger als einer Minute
    [one] { $count } Minute
   *[other] { $count } Minuten
}
room-span-hours = { $count ->
    [one] { $count } Stunde
   *[other] { $count } Stunden
}
room-span-days = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tagen
}
room-decided-approved = Antrag #{ $id } von { $mxid } wurde angenommen. Die Entscheidung wird per E-Mail mitgeteilt.
room-decided-denied = Antrag #{ $id } von { $mxid } wurde abgelehnt. Die Entscheidung wird per E-Mail mitgeteilt.
room-decided-approved-quietly = Antrag #{ $id } von { $mxid } wurde angenommen. Es wird keine E-Mail verschickt.
room-decided-denied-quietly = Antrag #{ $id } von { $mxid } wurde abgelehnt. Es wird keine E-Mail verschickt.
room-decided-undo = Gilt ab { $at }. Vorher rückgängig machen: Tippen Sie { $key } auf dieser Nachricht an, oder senden Sie { $prefix } undo #{ $id }
room-decided-many = { $count ->
    [one] { $count } Antrag
   *[other] { $count } Anträge
} { $verdict ->
    [approve] angenommen
   *[deny] abgelehnt
}: { $ids }
room-decided-undo-all = Gilt ab { $at }. Vorher alle rückgängig machen: Tippen Sie { $key } auf dieser Nachricht an.
room-votes-counted = Ihre Stimmen zählen: { $list }
room-alike-none = Kein offener Antrag ähnelt Antrag #{ $id }.
room-vote-counted = Ihre Stimme zu Antrag #{ $id } zählt: { $count } von { $needed }.
room-withdrawn = Ihre Stimme zu Antrag #{ $id } ist zurückgezogen.
room-withdraw-decided = Antrag #{ $id } ist nicht offen; deshalb können Sie Ihre Stimme nicht zurückziehen. Eine Entscheidung rückgängig machen, bevor sie gilt: { $prefix } undo #{ $id }
room-undone = ↩️ { $by } hat die Entscheidung über Antrag #{ $id } rückgängig gemacht. Er ist wieder offen, und es wurde nichts gesendet.
room-undone-many = ↩️ { $by } hat die Entscheidungen über { $count ->
    [one] { $count } Antrag
   *[other] { $count } Anträge
} rückgängig gemacht: { $ids }. Sie sind wieder offen, und es wurde nichts gesendet.
room-undo-nothing = Über Antrag #{ $id } ist nicht entschieden; es gibt nichts rückgängig zu machen.
room-undo-too-late = Zu spät: Die Entscheidung über Antrag #{ $id } gilt schon. Sie umkehren: { $prefix } revoke #{ $id }
room-edit-late = Ich habe die erste Fassung dieser Nachricht schon ausgeführt. Ändern bewirkt nichts mehr. Nutzen Sie { $prefix } undo oder { $prefix } withdraw, oder senden Sie einen neuen Befehl.
room-question-asked = Zu Antrag #{ $id } wird Ihre Frage per E-Mail gestellt. Eine Antwort ist bis { $at } möglich:
room-question-open = Zu Antrag #{ $id } ist die Frage von { $by } noch nicht beantwortet: „{ $words }“. Eine Antwort ist bis { $at } möglich; danach können Sie noch einmal fragen.
room-question-too-often = Zu Antrag #{ $id } wurde heute zu oft nachgefragt. Bitte entscheiden Sie, oder fragen Sie morgen noch einmal.
room-claimed = 👀 Sie sehen sich Antrag #{ $id } an. Die anderen können trotzdem entscheiden.
room-unclaimed = Niemand sieht sich Antrag #{ $id } mehr an.
room-held = ⏸️ Antrag #{ $id } ist zurückgestellt. Ich erinnere nicht daran. Wieder aufnehmen: „unhold“.
room-held-until = ⏸️ Antrag #{ $id } ist bis { $at } zurückgestellt. Vorher erinnere ich nicht daran.
room-unheld = Antrag #{ $id } ist wieder aufgenommen.
room-noted = 📝 Zu Antrag #{ $id } notiert. Das sehen nur Moderatoren.
room-revoke-ask-approved = Die Annahme von Antrag #{ $id } widerrufen? Das Konto { $mxid } wird sofort gesperrt.
room-revoke-ask-unused = Die Annahme von Antrag #{ $id } widerrufen? { $mxid } hat noch kein Passwort gewählt; der Antrag wird deshalb abgelehnt.
room-revoke-mail = Der Antragsteller bekommt eine E-Mail.
room-revoke-quiet = Der Antragsteller bekommt keine E-Mail.
room-revoke-ask-denied = Die Ablehnung von Antrag #{ $id } von { $mxid } widerrufen? Er wird wieder offen und bekommt eine neue Karte.
room-revoked-approval = Die Annahme von Antrag #{ $id } ist widerrufen. Das Konto wird gesperrt.
room-revoked-unused = Die Annahme von Antrag #{ $id } ist widerrufen, und der Antrag ist abgelehnt.
room-revoked-denial = Die Ablehnung von Antrag #{ $id } ist widerrufen. Bitte stimmen Sie auf der neuen Karte ab.
room-revoke-undo = Die Entscheidung über Antrag #{ $id } gilt noch nicht. Rückgängig machen: { $prefix } undo #{ $id }
room-revoke-opening = Das Konto von Antrag #{ $id } wird gerade freigeschaltet. Bitte versuchen Sie es gleich noch einmal.
room-revoke-nothing = Antrag #{ $id } hat keine Entscheidung, die sich widerrufen lässt.
room-revoke-not-ours = Das Konto von Antrag #{ $id } habe nicht ich geöffnet, oder es gilt nicht mehr als unseres; deshalb sperre ich es nicht. Ein Betreiber kann es in Synapse sperren.
room-revoke-quorum = Entscheidungen brauchen hier mehrere Stimmen; deshalb kann niemand allein eine Annahme widerrufen. Ein Betreiber kann es im Terminal tun: requests revoke { $id }
room-revoke-reason = Der Widerruf einer Annahme braucht eine Begründung, die der Antragsteller sieht: { $prefix } revoke #{ $id } Ihre Begründung
room-already-approved = Antrag #{ $id } wurde bereits von { $by } am { $at } angenommen.
room-already-denied = Antrag #{ $id } wurde bereits von { $by } am { $at } abgelehnt.
room-already-expired = Antrag #{ $id } ist am { $at } abgelaufen.
room-not-ready = Antrag #{ $id } wurde noch nicht abgesendet, daher gibt es nichts zu entscheiden.
room-not-found = Es gibt keinen Antrag { $who }.
room-number-gone = Antrag #{ $id } gibt es nicht mehr: Er wurde nach Ablauf der Aufbewahrungsfrist gelöscht, oder der Dienst wurde aus einer älteren Sicherung wiederhergestellt. Seine Karte ist nicht mehr gültig.
room-reopened = Antrag #{ $id } von { $mxid } ist wieder offen. Bitte stimmen Sie auf der neuen Karte ab.
room-reopen-open = Antrag #{ $id } ist bereits offen und wartet auf eine Entscheidung.
room-reopen-superseded = Antrag #{ $id } kann nicht wieder geöffnet werden, weil ein anderer Antrag jetzt seinen Benutzernamen oder seine E-Mail-Adresse hat.
room-resent-link = Zu Antrag #{ $id } wird ein neuer Bestätigungslink per E-Mail verschickt.
room-resent-password-link = Zu Antrag #{ $id } wird ein neuer Link für die Wahl des Passworts per E-Mail verschickt.
room-resent-decision = Zu Antrag #{ $id } wird die Entscheidung noch einmal per E-Mail verschickt.
room-resend-undecided = Antrag #{ $id } ist noch nicht entschieden, daher gibt es nichts zu senden.
room-resend-soon = Antrag #{ $id } ist angenommen, und sein Konto wird freigeschaltet. Die E-Mail wird automatisch verschickt.
room-resend-nothing = Antrag #{ $id } ist abgelaufen, daher gibt es nichts zu senden.
room-resend-too-soon = Zu Antrag #{ $id } wurde gerade erst ein Link verschickt. Bitte warten Sie, bevor Sie noch einen senden.
room-retry-none = Bei Antrag #{ $id } ist nichts fehlgeschlagen.
room-retried = { $count ->
    [one] { $count } Aufgabe wird noch einmal versucht. Wenn sie fehlschlägt, sage ich es unter ihrer Karte.
   *[other] { $count } Aufgaben werden noch einmal versucht. Wenn eine fehlschlägt, sage ich es unter ihrer Karte.
}
room-parked-none = Nichts ist fehlgeschlagen.
room-parked-title = Fehlgeschlagen:
room-parked-line = #{ $id }: { $what }, seit { $at }. Ursache: { $cause }
room-parked-more = … und mehr.
room-parked-retry = Wenn die Ursache behoben ist: { $prefix } retry #12 oder { $prefix } retry all
room-status-version = Version { $version }, läuft seit { $span }.
room-status-part-database = Datenbank
room-status-part-synapse = Synapse
room-status-part-mail = Mailserver
room-status-well = ✅ { $part }
room-status-well-more = ✅ { $part }: { $more }
room-status-ill = ❌ { $part }: { $cause }
room-status-waiting = { $count ->
    [0] Keine offenen Anträge.
    [one] { $count } offener Antrag.
   *[other] { $count } offene Anträge.
}
room-status-oldest = Der älteste wartet seit { $span }.
room-status-mail = E-Mail: { $waiting } in der Warteschlange, { $parked } fehlgeschlagen.
room-status-synapse = Synapse: { $waiting } in der Warteschlange, { $parked } fehlgeschlagen.
room-status-room = Raum: { $waiting } in der Warteschlange, { $parked } fehlgeschlagen.
room-status-parked = { $count ->
    [one] { $count } Aufgabe ist fehlgeschlagen.
   *[other] { $count } Aufgaben sind fehlgeschlagen.
} Einzelheiten: { $prefix } parked
room-status-accounts = { $count ->
    [one] Über { $count } Konto ist zu entscheiden.
   *[other] Über { $count } Konten ist zu entscheiden.
} Die Möglichkeiten stehen in meiner Nachricht dazu; am Terminal zeigt sie „accounts list“.
room-status-paused = ⏸️ Neue Anträge sind seit { $at } von { $by } unterbrochen. Fortsetzen: { $prefix } resume
room-status-paused-saying = ⏸️ Neue Anträge sind seit { $at } von { $by } unterbrochen. Auf der Seite steht: „{ $reason }“ Fortsetzen: { $prefix } resume
room-paused = Neue Anträge sind jetzt unterbrochen. Schon begonnene Anträge können fortgesetzt werden. Wieder annehmen: { $prefix } resume
room-paused-saying = Neue Anträge sind jetzt unterbrochen. Schon begonnene Anträge können fortgesetzt werden. Auf der Seite steht: „{ $reason }“ Wieder annehmen: { $prefix } resume
room-resumed = Neue Anträge werden wieder angenommen.
room-resume-nothing = Neue Anträge sind nicht unterbrochen.
room-error-flag = „{ $command }“ kennt die Option „{ $flag }“ nicht.
room-error-unknown = Unbekannter Befehl „{ $word }“. Versuchen Sie { $prefix } help
room-error-nearest = Unbekannter Befehl „{ $word }“. Meinten Sie „{ $prefix } { $nearest }“?
room-error-missing-who = Welcher Antrag? Geben Sie eine Nummer wie #12 oder einen Benutzernamen an.
room-error-missing-person = Wen? Geben Sie eine Benutzer-ID an, zum Beispiel @alice:example.org.
room-error-bad-person = „{ $who }“ ist keine Benutzer-ID wie @alice:example.org.
room-error-missing-words = Wonach soll ich suchen? Geben Sie ein oder mehrere Wörter an.
room-error-missing-text = Der Text fehlt. Schreiben Sie ihn hinter die Nummer des Antrags.
room-error-bad-who = „{ $who }“ ist weder eine Nummer wie #12 noch ein Benutzername.
room-error-leftover = Ich verstehe „{ $rest }“ nach „{ $command }“ nicht.
room-error-long = Das ist zu lang für „{ $command }“. Erlaubt sind höchstens { $most } Zeichen.
room-error-many = Das sind zu viele Anträge. „{ $command }“ nimmt höchstens { $most } auf einmal.
room-error-internal = Bei mir ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal. Die Betreiber finden die Ursache im Log.
room-error-value = Nach „{ $flag }“ muss ein Wert stehen.
room-error-span = „{ $span }“ ist kein gültiger Zeitraum. Verwenden Sie zum Beispiel 30d, 2w oder 12h.
room-error-kind = Nach „{ $kind }“ kann ich nicht sperren. Verwenden Sie email, username oder ip.
room-error-pattern = Was soll ich sperren? Geben Sie eine Art (email, username oder ip) und ein Muster an.
room-error-rule = Welche Sperre? Geben Sie ihre Nummer an.
room-refused-elsewhere = Entschuldigung, ich bin ein Bot und kann nicht chatten. Wenn Sie eine Frage haben, wenden Sie sich bitte an die Betreiber dieses Servers.
room-refused = Entschuldigung, nur die Moderation kann mir Befehle geben: Mitglieder dieses Raums mit einem Power-Level von { $level } oder mehr.
room-refused-local = Entschuldigung, nur die Moderation kann mir Befehle geben: Mitglieder dieses Raums mit einem Konto auf { $server } und einem Power-Level von { $level } oder mehr.
room-refused-named = Entschuldigung, nur die Moderatorinnen und Moderatoren, die der Betreiber dieses Servers benannt hat, können mir Befehle geben.
room-reply-unclear = Ich habe das als Bemerkung zu Antrag #{ $id } verstanden und nichts getan. Um zu entscheiden, antworten Sie „approve“ oder „deny“, auf Wunsch gefolgt von einer Nachricht an die antragstellende Person, oder reagieren Sie mit { $yes } oder { $no } auf die Karte.
room-card-gone = Diese Karte ist nicht mehr gültig: Es gibt eine neuere, oder der Dienst wurde aus einer älteren Sicherung wiederhergestellt. Suchen Sie den Antrag mit „list“.
room-near-miss = { $who }: { $key } wird nicht gezählt. Reagieren Sie mit { $yes }, um anzunehmen, oder mit { $no }, um abzulehnen.

## Confirmations
room-ask-approve = { $count ->
    [one] { $count } Antrag
   *[other] { $count } Anträge
} annehmen?
room-ask-deny = { $count ->
    [one] { $count } Antrag
   *[other] { $count } Anträge
} ablehnen?
room-ask-block = Nach { $kind } sperren: { $pattern }, und { $count ->
    [one] { $count } offenen Antrag
   *[other] { $count } offene Anträge
} ablehnen?
room-ask-line = #{ $id } { $mxid }
room-ask-more = … und { $count } weitere.
room-ask-words = Nachricht: „{ $words }“
room-ask-quiet = Es werden keine E-Mails verschickt.
room-ask-mail = Die antragstellenden Personen bekommen eine E-Mail.
room-ask-how = { $yes } zum Bestätigen, { $no } zum Abbrechen. Läuft in 10 Minuten ab.
room-ask-how-many = { $yes } zum Zustimmen, { $no } zum Ablehnen. { $needed } Moderatoren müssen zustimmen. Läuft in 24 Stunden ab.
room-ask-no = Abgebrochen.
room-ask-closed = Diese Frage wurde bereits beantwortet oder ist abgelaufen. Wenn es doch geschehen soll, senden Sie den Befehl bitte noch einmal.
room-enough-votes = ℹ️ Die Regeln oder die Moderatoren haben sich geändert, und diese Anträge haben jetzt genug Stimmen. Früher abgegebene Stimmen entscheiden nicht. Stimmen Sie noch einmal ab, wenn Sie einverstanden sind:
room-enough-votes-one = #{ $id }: { $key }

## Reasons for a denial
room-reason-needed = Eine Ablehnung braucht einen Grund, der per E-Mail mitgeteilt wird: { $prefix } deny #12 Ihr Grund
room-reasons-title = Warum #{ $id } ablehnen? Ihre Antwort wird der antragstellenden Person mitgeteilt. Tippen Sie auf einen Grund oder antworten Sie mit einem eigenen:
room-reasons-none = Warum #{ $id } ablehnen? Ihre Antwort wird der antragstellenden Person mitgeteilt. Antworten Sie auf diese Nachricht mit dem Grund.

## Blocks
room-rule-made = Sperre #{ $id } hinzugefügt. Entfernen: { $prefix } unblock { $id }
room-rule-denied = { $count ->
    [one] { $count } offener Antrag abgelehnt
   *[other] { $count } offene Anträge abgelehnt
}, ohne E-Mail.
room-rule-pending = { $count ->
    [one] { $count } offener Antrag passt dazu und bleibt
   *[other] { $count } offene Anträge passen dazu und bleiben
} offen. Um passende Anträge auch abzulehnen, fügen Sie --deny-pending hinzu.
room-rule-pattern = Dieses Muster ist ungültig: { $why }
room-rule-quorum = Ablehnungen brauchen hier mehrere Stimmen, daher kann ich offene Anträge nicht für Sie allein ablehnen. Ohne --deny-pending füge ich die Sperre hinzu, und Sie stimmen auf den Karten der offenen Anträge ab. Die Betreiber können am Terminal beides tun.
room-rule-reason-needed = Eine Ablehnung braucht einen Grund. Fügen Sie --reason "…" hinzu; er wird bei jedem Antrag vermerkt.
room-rule-removed = Sperre #{ $id } entfernt.
room-rule-unknown = Es gibt keine Sperre #{ $id }. Alle anzeigen: { $prefix } blocks
room-rules-none = Es gibt keine Sperren.
room-rules-title = { $count ->
    [one] { $count } Sperre:
   *[other] { $count } Sperren, die neuesten zuerst:
}
room-rules-more = … und weitere. Die Betreiber sehen alle mit „synapse-registration rules list“.
room-rule-line = #{ $id } { $kind }: { $pattern }, von { $by } am { $at }
room-rule-until = , bis { $at }
room-rule-reason = { " " }– „{ $reason }“
room-rule-shown = { " " }(wird auf der Seite angezeigt)
room-rule-email = E-Mail-Adresse
room-rule-username = Benutzername
room-rule-address = IP-Adresse

## The log room
room-log-approved = Antrag #{ $id } wurde von { $by } angenommen.
room-log-denied = Antrag #{ $id } wurde von { $by } abgelehnt.

## Reminders and the daily digest
room-remind-after = Ich erinnere an Anträge, die seit { $span } offen sind.
room-remind-never = Ich erinnere nicht an offene Anträge.
room-reminder-title = ⏰ { $count ->
    [one] { $count } Antrag ist seit { $span } oder länger offen:
   *[other] { $count } Anträge sind seit { $span } oder länger offen:
}
room-digest = ☀️ Letzte 24 Stunden: { $count ->
    [0] keine neuen Anträge.
    [one] { $count } neuer Antrag.
   *[other] { $count } neue Anträge.
}
room-digest-decided = { $approved } angenommen, { $denied } abgelehnt.

## What is wrong with the room itself
room-concerns = ⚠️ Bitte prüfen Sie die Einstellungen dieses Raums:
room-concerns-none = ✅ Die Einstellungen dieses Raums sind jetzt in Ordnung.
room-concern-public = Alle können beitreten, aber Anträge enthalten persönliche Daten. Machen Sie den Raum privat (nur auf Einladung).
room-concern-public-space = Mitglieder von { $space } können beitreten, und alle können dort Mitglied werden, aber Anträge enthalten persönliche Daten. Machen Sie den Raum privat (nur auf Einladung).
room-concern-world-readable = Alle können diesen Raum lesen, ohne beizutreten. Machen Sie den Verlauf nur für Mitglieder sichtbar.
room-concern-guests = Gäste ohne Konto können beitreten. Schalten Sie den Gastzugang aus.
room-concern-unencrypted = Nachrichten sind hier nicht verschlüsselt. Schalten Sie die Verschlüsselung ein, oder setzen Sie bot.encrypted auf false, wenn das so gewollt ist.
room-concern-power = Mein Power-Level ist { $has }; das ist zu niedrig, { $what }. Erhöhen Sie es auf { $needs }.
room-power-message = um Nachrichten und Karten zu senden
room-power-reaction = um Reaktionen hinzuzufügen
room-power-redaction = um meine eigenen Reaktionen zu entfernen
room-exposed = Alle können diesem Raum beitreten oder ihn lesen, daher sende ich hier keine Anträge und beantworte keine Befehle. Machen Sie den Raum privat (nur auf Einladung, Verlauf nur für Mitglieder), dann mache ich weiter.
room-unread = Ich kann Ihre Nachricht nicht entschlüsseln. Bitte senden Sie sie noch einmal mit einem aktuellen Client. Wenn das nicht hilft, verwerfen Sie in Ihrem Client die Sitzung des Raums (/discardsession) und senden Sie sie noch einmal. Reaktionen auf Karten funktionieren immer.

## Accounts that need a decision
room-accounts = { $count ->
    [one] Über { $count } Konto ist zu entscheiden. Es geschieht nichts damit, bis jemand antwortet.
   *[other] Über { $count } Konten ist zu entscheiden. Es geschieht nichts damit, bis jemand antwortet.
}
room-accounts-none = Es gibt keine Konten mehr, über die zu entscheiden ist.
room-accounts-one = #{ $id } · { $mxid }: { $why }
room-accounts-answer = – { $command } ({ $meaning })
room-accounts-terminal = – am Terminal: accounts { $answer } { $name } ({ $meaning })
room-accounts-more = … und { $count } weitere. Am Terminal: accounts list
room-account-no-request = es ist kein Antrag dazu bekannt.
room-account-unsettled = die Antwort des Servers ging verloren, während das Konto erstellt wurde. Es kann unseres oder ein fremdes sein.
room-account-other = das ist nicht das Konto, das für den Antrag erstellt wurde.
room-account-admin = das Konto ist ein Server-Admin.
room-account-external-ids = das Konto wurde mit Single Sign-on verknüpft.
room-account-devices = jemand ist mit dem Konto angemeldet.
room-account-used = jemand hat das Konto benutzt.
room-account-opened = jemand hat das Konto entsperrt.
room-account-deactivated = jemand hat das Konto deaktiviert.
room-account-reactivated = jemand hat das Konto wieder aktiviert.
room-account-profile = jemand hat das Profil, die Adressen oder die Sperre des Kontos geändert.
room-account-adopt = es ist unseres: so weitermachen, wie es ist
room-account-keep = das Konto der Person überlassen, die es benutzt
room-account-release = unseren Anspruch auf das Konto aufgeben und nichts ändern
room-account-remove = das Konto deaktivieren und löschen
room-account-adopted = { $mxid } gilt jetzt als unseres, und der Antrag geht weiter.
room-account-kept = { $mxid } bleibt bei der Person, die es benutzt. Das Konto wurde nicht geändert.
room-account-kept-active = { $mxid } bleibt bei der Person, die es benutzt, und Antrag #{ $id } gilt als angenommen.
room-account-released = Wir erheben keinen Anspruch mehr auf { $mxid }. Das Konto wurde nicht geändert.
room-account-removed = { $mxid } wurde deaktiviert und gelöscht.
room-account-not-asked = Zu einem Konto von { $who } gibt es keine offene Frage.
room-account-several = Zu Antrag #{ $id } gibt es mehrere solche Konten. Welches meinen Sie: { $names }?
room-account-not-possible = „{ $answer }“ ist bei { $mxid } nicht möglich. Möglich ist: { $answers }
room-account-is-other = { $mxid } ist nicht das Konto, nach dem ich gefragt habe: Es besteht nicht mehr oder wurde zu einer anderen Zeit erstellt. Es wurde nichts geändert.
room-account-is-admin = { $mxid } ist ein Server-Admin, daher ändere ich daran nichts. Möglich ist „{ $prefix } release { $name }“.
room-account-in-use = { $mxid } wird benutzt, daher entferne ich es nicht. Die Betreiber können es am Terminal tun: accounts remove { $name }
room-account-busy = Ich arbeite gerade an { $mxid }. Bitte versuchen Sie es gleich noch einmal.
room-account-unanswered = Synapse hat nicht wie erwartet geantwortet, daher weiß ich nicht, was mit { $mxid } geschehen ist. Bitte versuchen Sie es noch einmal.
room-account-quorum = Entscheidungen brauchen hier mehrere Stimmen, und über diese kann nicht abgestimmt werden. Die Betreiber können es am Terminal tun: accounts { $answer } { $name }

## Der erste Tag
room-explain-title = Anträge auf ein Konto auf { $server }
room-explain-cards = Für jeden Antrag schreibe ich hier eine Karte, sobald die E-Mail-Adresse bestätigt ist.
room-explain-tap = Reagieren Sie auf eine Karte mit { $yes }, um den Antrag anzunehmen, oder mit { $no }, um ihn abzulehnen.
room-explain-reply = Wenn Sie zur Entscheidung etwas schreiben möchten, antworten Sie auf die Karte: „approve Willkommen!“ oder „deny Wir sind voll.“
room-explain-mail = Ihre Entscheidung wird per E-Mail mitgeteilt. Bis dahin ist das Konto gesperrt.
room-explain-help = Alles Weitere: { $prefix } help
room-newcomer = { $who }: Willkommen! { $count ->
    [one] { $count } Antrag ist offen.
   *[other] { $count } Anträge sind offen.
}
room-newcomer-show = Ältere Karten können Sie vielleicht nicht lesen. So sehen Sie einen Antrag: { $prefix } show #12
room-verification = Ich bin ein Bot und kann keine Emoji vergleichen. Um mich zu verifizieren, vergleichen Sie diesen Fingerabdruck mit dem, den Ihr Programm für mein Gerät anzeigt:
room-status-device = Mein Gerät: { $id }, Fingerabdruck { $fingerprint }
room-moderators-title = { $count ->
    [0] Niemand in diesem Raum kann über Anträge entscheiden.
    [one] { $count } Person kann über Anträge entscheiden:
   *[other] { $count } Personen können über Anträge entscheiden:
}
room-moderators-line = { $who } (Berechtigungsstufe { $power })
room-moderators-creator = { $who } (hat den Raum erstellt)
room-moderators-missing = { $who }: in der Konfiguration genannt, aber nicht in diesem Raum
room-moderators-invited = { $who }: eingeladen, aber noch nicht beigetreten
room-moderators-removed = { $who }: in der Konfiguration genannt, aber entfernt
room-moderators-left = { $who }: in der Konfiguration genannt, hat aber den Raum verlassen oder die Berechtigung verloren
room-moderator-ask-add = { $who } zum Moderator machen? Ich lade die Person in diesen Raum ein. Sie kann dort alle Anträge lesen und entscheiden.
room-moderator-ask-raise = { $who } zum Moderator machen? Die Person kann dann über Anträge entscheiden.
room-moderator-ask-remote = Dieses Konto ist auf einem anderen Server: { $server }. Prüfen Sie die Benutzer-ID genau.
room-moderator-ask-remove = { $who } als Moderator entfernen? Die Person verliert den Zugang zu diesem Raum.
room-moderator-ask-leave = Möchten Sie nicht mehr moderieren? Sie verlieren den Zugang zu diesem Raum.
room-moderator-added = { $who } kann jetzt moderieren.
room-moderator-removed = { $who } moderiert nicht mehr und hat keinen Zugang zu diesem Raum.
room-moderator-agreed = Vorgeschlagen von { $by }, zugestimmt: { $agreed }
room-moderator-operator-added = Ein Betreiber hat { $who } zum Moderator gemacht.
room-moderator-operator-removed = Ein Betreiber hat { $who } als Moderator entfernt.
room-moderator-kick = Moderiert nicht mehr
room-moderator-no-vote = Ihre Reaktion zählt hier nicht: Über die eigene Entfernung und über die von Personen mit höherer Berechtigungsstufe kann man nicht abstimmen.
room-moderator-bot = Das bin ich. Ich muss hier bleiben, entscheide aber nicht über Anträge.
room-moderator-already = { $who } moderiert bereits oder ist schon eingeladen.
room-moderator-is-not = { $who } moderiert nicht.
room-moderator-unknown = Auf diesem Server gibt es kein Konto { $who }.
room-moderator-locked = Das Konto { $who } ist gesperrt oder deaktiviert.
room-moderator-remote = Hier können nur Konten auf { $server } moderieren.
room-moderator-not-named = Die Konfiguration nennt alle, die entscheiden (moderation.only). Bitten Sie einen Betreiber, { $who } dort einzutragen.
room-moderator-last = Ich kann { $who } nicht entfernen: Es blieben zu wenige übrig, um über Anträge zu entscheiden. Fügen Sie zuerst jemanden hinzu.
room-moderator-too-few = { $needed ->
    [one] Ein Moderator
   *[other] { $needed } Moderatoren
} mit mindestens der Berechtigungsstufe von { $who } { $needed ->
    [one] muss
   *[other] müssen
} zustimmen, es gibt aber nur { $count }. Ein Betreiber kann es so tun: synapse-registration moderators remove { $who }
room-moderator-banned = { $who } ist aus diesem Raum verbannt. Heben Sie zuerst den Bann auf.
room-moderator-weak = Meine Berechtigungsstufe in diesem Raum ist { $has }, nötig ist { $needs }. Erhöhen Sie sie, oder ändern Sie es in den Raumeinstellungen.
room-moderator-peer = Ich kann { $who } nicht entfernen: Die Berechtigungsstufe der Person ist { $power }, und meine ist nicht höher. Sie kann den Raum selbst verlassen.
room-moderator-creator = { $who } hat diesen Raum erstellt; diese Macht kann niemand wegnehmen.
room-moderator-refused = Der Server hat die Änderung des Raums für { $who } abgelehnt: { $why }
