//! The table of findings: code, severity, title and usual remedy. `docs/troubleshooting.md` has a section for each.

use super::part::Severity;

/// Generates the codes with their properties.
macro_rules! codes {
    ($($code:ident = $name:literal $severity:ident $title:literal $remedy:literal)+) => {
        /// The kind of a finding. Names are stable: scripts and the manual refer to them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the title says it")]
        pub enum Code { $($code),+ }

        impl Code {
            /// Every code, in the order of the manual.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$code),+];

            /// Its name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$code => $name),+ }
            }

            /// How serious it is.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$code => Severity::$severity),+ }
            }

            /// What is wrong, in a few words without details: it may be shown to anyone.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$code => $title),+ }
            }

            /// The usual remedy; `{key}` stands for the config keys of the part.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$code => $remedy),+ }
            }
        }
    };
}

// Each row: variant, name, severity, title, remedy. A new row appears in the manual (a test compares them).
codes! {
    Dns = "dns" Error "the host name cannot be resolved"
        "Check the host name in {key}, and the DNS servers of this machine (`getent hosts NAME`)."
    ConnectionRefused = "connection-refused" Error "the connection is refused"
        "Nothing listens on this port. Check {key}, and whether the server runs and listens on this address."
    ConnectionTimeout = "connection-timeout" Error "there is no answer in time"
        "Check {key}. Often a firewall drops the packets (many providers block port 25), or the server is overloaded."
    HostUnreachable = "host-unreachable" Error "there is no route to the host"
        "Check {key} and the network of this machine; an IPv6 address needs IPv6 on this machine."
    ConnectionClosed = "connection-closed" Error "the connection was closed without an answer"
        "Check {key}: often another kind of server listens on this port, or a firewall closes the connection."
    ConnectionFailed = "connection-failed" Error "the connection failed"
        "Check {key}. The log has the details at `debug: true`."
    TlsUntrusted = "tls-untrusted" Error "the certificate is not signed by a trusted authority"
        "The certificate is self-signed, signed by a private CA, or the server does not send its intermediate \
         certificate. Set `verify_cert` beside {key} to a PEM file with the CA or the certificate, or install the CA in \
         the system (`update-ca-certificates`)."
    TlsExpired = "tls-expired" Error "the certificate has expired"
        "Renew the certificate of the server in {key}, and check the clock of this machine (`timedatectl`)."
    TlsNotYetValid = "tls-not-yet-valid" Error "the certificate is not valid yet"
        "Usually the clock of this machine is wrong: check `timedatectl`."
    TlsWrongName = "tls-wrong-name" Error "the certificate is for another name"
        "Write the name that is in the certificate into {key}, or get a certificate for this name."
    TlsMismatch = "tls-mismatch" Error "one side expects TLS and the other does not"
        "Check the scheme (`http` or `https`) and the port in {key}. For mail: `tls: true` is STARTTLS, usually port \
         587; `ssl: true` is TLS from the first byte, usually port 465."
    TlsUnsupported = "tls-unsupported" Error "the server does not offer TLS"
        "The config requires TLS, and the server does not offer it. Check {key}, or enable TLS on the server."
    TlsFailed = "tls-failed" Error "the TLS handshake failed"
        "Check the certificate and the TLS versions of the server in {key} (`openssl s_client -connect HOST:PORT`)."
    CertificateFile = "certificate-file" Error "the file in `verify_cert` cannot be used"
        "`verify_cert` must be true, false or the path of a readable PEM file with at least one certificate."
    Redirect = "redirect" Error "the address redirects to another one"
        "Write the final address into {key}. A redirect is not followed, because the request carries a secret."

    ConfigInvalid = "config-invalid" Error "the config file is not valid"
        "Correct the key and line that the message names; config.dist.yaml explains every key."
    ConfigDoubtful = "config-doubtful" Note "an entry of the config has no effect or is risky"
        "Nothing is broken. Change the entry, or keep it if it is on purpose."
    FileExposed = "file-exposed" Warning "other users of this machine can read secrets"
        "Run the `chmod` command that the message names."
    FileOwner = "file-owner" Error "a file belongs to another user than its folder"
        "Often a command was run as root. Give the files to the user of the service, for example with \
         `chown --recursive --reference=DATA_DIR DATA_DIR`."
    FolderNotWritable = "folder-not-writable" Error "the data folder cannot be written"
        "Give the folder in `data_dir` to the user of the service, or run `check` as that user."
    DiskLow = "disk-low" Warning "the disk is almost full"
        "Free some space, or move `data_dir` to a larger disk."
    DiskFull = "disk-full" Error "the disk is full"
        "Free some space: nothing can be saved until then. Waiting work continues by itself afterwards."

    DatabaseAddress = "database-address" Error "`database.url` is not a PostgreSQL address"
        "Write `database: {url: postgres://user:password@host/name}`, or leave it out to use SQLite."
    DatabaseLogin = "database-login" Error "PostgreSQL refuses the login"
        "Check user and password in `database.url` (special characters must be percent-encoded), and pg_hba.conf."
    DatabaseMissing = "database-missing" Error "PostgreSQL has no such database"
        "Create it: `createdb --owner=USER NAME`, or correct the name at the end of `database.url`."
    DatabasePermission = "database-permission" Error "the database user lacks a permission"
        "Make the user the owner of the database: `ALTER DATABASE name OWNER TO user`."
    DatabasePooler = "database-pooler" Error "a connection pooler loses prepared statements"
        "Set `pool_mode = session` or `max_prepared_statements = 200` in pgbouncer, or connect to PostgreSQL directly."
    DatabaseNewer = "database-newer" Error "a newer version of this program wrote the database"
        "Run that version, or restore the backup from before the upgrade. Nothing was changed."
    DatabaseOutdated = "database-outdated" Note "the database has the schema of an earlier version"
        "Back it up; `serve` or `migrate` upgrades it. Parts that need the current schema are not checked before that."
    DatabaseCannotOpen = "database-cannot-open" Error "the database file cannot be opened"
        "The folder must exist, and the user of the service must be able to write to the file and to its folder."
    DatabaseReadOnly = "database-read-only" Error "the database file cannot be written"
        "Give the file and its folder to the user of the service, and check whether the file system is read-only."
    DatabaseCorrupt = "database-corrupt" Error "the file is damaged or not a database"
        "Stop the service and restore the newest backup (docs/backup.md). Keep the damaged file."
    DatabaseBusy = "database-busy" Error "another process keeps the database locked"
        "End the other process that has the database open, such as a database browser or a backup tool."
    DatabaseFailed = "database-failed" Error "the database failed"
        "The message quotes the database; its own log says more."

    KeyUnusable = "key-unusable" Error "the secret key cannot be read"
        "Check `secret_key` and the file `secret_key` in `data_dir`."
    KeyChanged = "key-changed" Error "`secret_key` is not the one that the database was created with"
        "Restore the former `secret_key`; all processes that share a database need the same one. If it is lost, run \
         `DELETE FROM settings WHERE key = 'secret_key'` in the database to accept the new one."

    MailLogin = "mail-login" Error "the mail server refuses the login"
        "Check `email.username` and `email.password`. Some providers require an app password."
    MailTlsRequired = "mail-tls-required" Error "the mail server requires TLS"
        "Set `email.tls: true` (STARTTLS, usually port 587) or `email.ssl: true` (port 465)."
    MailRejected = "mail-rejected" Error "the mail server refuses our mail"
        "The server's answer says why: often this login may not use the address in `email.from`, the server does not \
         accept the name in `email.ehlo`, or it requires a login (`email.username`)."
    MailOperatorRejected = "mail-operator-rejected" Error "the mail server refuses the address of an operator"
        "Correct the address in `admin.email`: this operator gets no mails about new requests."
    MailSmtpUtf8 = "mail-smtputf8" Error "the mail server does not support this address"
        "Use addresses in plain ASCII before the @ in `email.from` and `admin.email`; any domain works."
    MailDeferred = "mail-deferred" Note "the mail server asks to try again later"
        "Nothing to do: greylisting expects a second attempt, which follows automatically."
    MailFailed = "mail-failed" Error "the mail server does not accept mail"
        "Check `email`: host, port, `tls` or `ssl`, `verify_cert`, username and password."

    NotSynapse = "not-synapse" Error "the server at this address is not Synapse"
        "Check `synapse.server`: it must be Synapse's address, and a proxy before it must forward `/_synapse/admin`."
    SynapseLimited = "synapse-limited" Error "Synapse limits our requests"
        "Try again in a minute. If it stays so, a proxy or a module of Synapse limits the admin API."
    SynapseError = "synapse-error" Error "Synapse reports an error"
        "Synapse's log says more. If it has just started, try again in a minute."
    TokenInvalid = "token-invalid" Error "Synapse does not accept the admin token"
        "The token was revoked or mistyped. Put an access token of a server admin into `synapse.admin_token`."
    TokenNotAdmin = "token-not-admin" Error "the token's user is not a server admin"
        "Make the user a server admin, or put the access token of a server admin into `synapse.admin_token`."
    SynapseDelegated = "synapse-delegated" Error "Synapse has delegated accounts to another service"
        "Accounts cannot be created through this Synapse. Use the registration of that service (MAS)."
    NoPasswordLogin = "no-password-login" Error "Synapse allows no login with a password"
        "Set `password_config: {enabled: true}` in homeserver.yaml: new accounts could not be used."
    WrongDomain = "wrong-domain" Error "`synapse.domain` is not Synapse's server name"
        "Write Synapse's `server_name` into `synapse.domain`: the part of user IDs after the colon. Until then the service runs with the form closed, and touches no account."
    ClockWrong = "clock-wrong" Error "the clocks of this machine and of Synapse differ"
        "Set the clock that is wrong, and keep both right with NTP (`timedatectl set-ntp true`)."
    AccountsInRooms = "accounts-in-rooms" Note "accounts that wait for approval are in rooms"
        "Use `auto_join` here instead of `auto_join_rooms` in homeserver.yaml, or `account_creation: on_approval`."
    AccountsWaiting = "accounts-waiting" Note "accounts need a decision"
        "Run `accounts list`, or answer the bot's question in the room."

    PublicUrlOther = "public-url-other" Error "another server answers at `public_url`"
        "Check `public_url`, and that the proxy forwards it to the address in `listen`."
    ProxyBadGateway = "proxy-bad-gateway" Error "the proxy does not reach the service"
        "The proxy must forward to the address in `listen`. Check its upstream, and its error log."
    ProxyHost = "proxy-host" Error "the proxy changes the Host header"
        "Have the proxy pass the name on. nginx: `proxy_set_header Host $host;`; Apache: `ProxyPreserveHost On`; Caddy \
         does so by itself."
    ProxyForwardedFor = "proxy-forwarded-for" Error "the proxy does not add X-Forwarded-For"
        "Without it, all applicants count as one client, or anyone can forge an address. nginx: `proxy_set_header \
         X-Forwarded-For $proxy_add_x_forwarded_for;`; Apache and Caddy add it by themselves."
    TrustProxyMissing = "trust-proxy-missing" Error "`trust_proxy` does not list the proxy"
        "Set `trust_proxy: true` if the proxy is on this machine or in a private network, or list its network."
    ProxyBypassed = "proxy-bypassed" Warning "`trust_proxy` trusts clients, because there is no proxy"
        "Set `trust_proxy: false`, or let `public_url` lead to the proxy."

    BotNameTaken = "bot-name-taken" Error "the bot's username belongs to another account"
        "Choose another `bot.username`, or set the account's user_type to \"bot\" if it is the bot's."
    BotDeactivated = "bot-deactivated" Error "the bot's account is deactivated"
        "Reactivate it with Synapse's admin API, or choose another `bot.username`."
    BotNameInvalid = "bot-name-invalid" Error "`bot.username` is not a valid username"
        "Use lowercase letters, numbers and . _ = - / + in `bot.username`."
    BotFailed = "bot-failed" Error "the bot cannot start"
        "The message says why. The bot tries again by itself."
    BotOutOfSync = "bot-out-of-sync" Error "the bot no longer hears from Synapse"
        "Check whether Synapse answers `/_matrix/client/v3/sync`; the bot tries again by itself."
    RoomInvalid = "room-invalid" Error "`bot.admin_room` is neither a room ID nor an alias"
        "Write `!id` or `#alias:server`, or leave it out: then the bot creates a room."
    RoomUnknown = "room-unknown" Error "Synapse does not know the room"
        "Check {key} for typos."
    AliasUnknown = "alias-unknown" Error "no room has this alias"
        "Check {key} for typos, or give the alias to the room in a Matrix client. Without `bot.admin_room`, the bot \
         creates a room itself."
    AliasGone = "alias-gone" Warning "an alias leads to no room any more"
        "Give the alias to the room again in a Matrix client, or write the room's ID into {key}."
    RoomUnconfirmed = "room-unconfirmed" Error "an alias leads to a room that nobody has confirmed"
        "If the room is the right one, run the `room confirm` command that the message names. Until then, the bot \
         neither joins it nor posts there."
    RoomCannotJoin = "room-cannot-join" Error "the bot may not join the room"
        "Invite the bot to the room in a Matrix client."
    RoomExposed = "room-exposed" Error "anyone can join or read the moderators' room"
        "Make the room private. Until then, no requests are posted there."
    RoomGuests = "room-guests" Warning "guests can join the moderators' room"
        "Forbid guest access in the settings of the room."
    RoomUnencrypted = "room-unencrypted" Warning "the moderators' room is not encrypted"
        "Enable encryption in the settings of the room, or set `bot.encrypted: false` to accept it."
    BotPowerless = "bot-powerless" Error "the bot's power level is too low"
        "Raise the bot's power level in the settings of the room."
    NoModerator = "no-moderator" Error "nobody in the room can decide"
        "Name the moderators in `bot.moderators`, restart the service, and accept the bot's invitation; or raise the power level \
         of a member to `moderation.min_power_level`. `moderation.only` and `only_local` also limit who decides."
    QuorumTooHigh = "quorum-too-high" Error "more votes are required than there are moderators"
        "Lower `moderation.approvals_required` or `denials_required`, or let more moderators join the room."
    ModeratorUnknown = "moderator-unknown" Warning "a moderator in the config does not exist"
        "Correct the user ID in `bot.moderators` or `moderation.only`."
    LogRoomNotJoined = "log-room-not-joined" Warning "the bot cannot join the log room"
        "Invite the bot to the room of `moderation.log_room`."
    LogRoomBanned = "log-room-banned" Error "the bot is banned from the log room"
        "Unban the bot, then invite it."
}

impl Code {
    /// Its section in the manual.
    #[must_use]
    pub fn manual(self) -> String {
        format!("docs/troubleshooting.md#{}", self.as_str())
    }

    /// Its section, as the manual has it.
    #[cfg(test)]
    pub(super) fn section(self) -> String {
        let (name, severity) = (self.as_str(), self.severity().as_str());
        let remedy = self.remedy().replace("{key}", "the config key of the server");
        format!("### {name}\n\n{} ({severity}). {remedy}\n\n", capitalized(self.title()))
    }
}

#[cfg(test)]
fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
