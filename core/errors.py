"""Every error the engine raises on purpose, by who must act.

    BotError
    ├── PersonError           the person at the chat: their input cannot be served
    │   ├── UnknownCondition, AmbiguousCondition, FormulaWrong
    │   ├── UnknownStock, AmbiguousStock
    │   │   └── ManyStocks, NearStock
    │   ├── NotSubscribed, TopicRefused, TooManyLookouts
    │   ├── CodeRefused, TooManyTries, PrivateOnly, UnknownPerson, TooManyKeys
    │   ├── UnknownTarget, AddressWrong, AddressNotYours, MailAbsent, MailUnsent, TooManyLetters
    │   └── NotLinked, LinkTheOtherWay, ListedOwner, LastOwner
    ├── OperatorError         the owner: something must be mended before it works again
    │   ├── CredentialsRefused, WrongEnvironment, AddressNotRegistered, SessionTaken
    │   ├── DatabaseUnusable, AlreadyRunning
    │   └── SettingsWrong
    │       └── SettingsMissing
    ├── PassingError          nobody: it is tried again
    │   ├── Unavailable, RateLimited, AnswerTimedOut, NotConnected
    │   └── TokenRefused, ChatUnavailable
    ├── Refused               the broker understood and said no, with a code
    └── SendError             a channel could not send
        ├── TryLater, Unsure          passing
        └── Gone, Moved, Malformed    permanent

`key` names the sentence in bot/render/texts.py, `params` fill it in; `str()` is for the log.
"""


class BotError(Exception):
    """The root; carries the key and the values of the sentence a person will read."""

    key = "error"

    def __init__(self, detail: str = "", **params: str) -> None:
        super().__init__(detail or self.key)
        self.detail = detail
        self.params = params


class PersonError(BotError):
    """The person at the chat asked for something that cannot be served as asked."""


class UnknownCondition(PersonError):
    """No condition has this number, name or beginning of a name (`said`)."""

    key = "unknown_condition"


class AmbiguousCondition(PersonError):
    """Several conditions begin like this (`said`, `names`)."""

    key = "ambiguous_condition"


class FormulaWrong(PersonError):
    """An expression over conditions cannot be read (`said`), or names what is none.

    `problem` is the key of what is wrong with the characters from `at` until `end`.
    """

    key = "formula_wrong"


class UnknownStock(PersonError):
    """No stock has this code, name or beginning of a name (`said`)."""

    key = "unknown_stock"


class AmbiguousStock(PersonError):
    """Several stocks begin like this (`said`, `names`, `codes`: comma lists of the first)."""

    key = "ambiguous_stock"


class ManyStocks(AmbiguousStock):
    """So many stocks fit (`count`) that only the first are offered (`shown`)."""

    key = "many_stocks"


class NearStock(AmbiguousStock):
    """No stock is called so; these differ by one letter, and one of them may be meant."""

    key = "near_stock"


class TopicRefused(PersonError):
    """A topic or thread cannot be begun in this chat (`reason`: the key of a reason)."""

    key = "topic_refused"


class NotSubscribed(PersonError):
    """This destination has no subscription to that condition (`name`)."""

    key = "not_subscribed"


class TooManyLookouts(PersonError):
    """This chat has as many price alerts as one may have (`most`)."""

    key = "too_many_lookouts"


class CodeRefused(PersonError):
    """A one-time code is wrong, used or expired; which of these, nobody is told."""

    key = "code_refused"


class TooManyTries(PersonError):
    """Too many wrong codes: the person may try again in so many `minutes`."""

    key = "too_many_tries"


class PrivateOnly(PersonError):
    """Codes are asked for, and invitations used, in a private chat alone."""

    key = "private_only"


class TooManyKeys(PersonError):
    """This person has as many tokens, links or sessions as one may have (`most`)."""

    key = "too_many_keys"


class UnknownTarget(PersonError):
    """Nothing that alerts could go to is called so (`said`, `names`: what there is)."""

    key = "unknown_target"


class AddressWrong(PersonError):
    """This is no e-mail address (`said`)."""

    key = "address_wrong"


class AddressNotYours(PersonError):
    """Only the person whose e-mail address this is, or an owner, may change what goes there."""

    key = "address_not_yours"


class MailAbsent(PersonError):
    """The bot cannot send e-mail: nobody has set it up."""

    key = "mail_absent"


class MailUnsent(PersonError):
    """The letter with the code could not be sent (`reason`: the key of a reason)."""

    key = "mail_unsent"


class TooManyLetters(PersonError):
    """So many codes were sent that the next is only sent in so many `minutes`."""

    key = "too_many_letters"


class UnknownPerson(PersonError):
    """Nobody has this number, identity or name (`said`)."""

    key = "unknown_person"


class NotLinked(PersonError):
    """This identity or chat is not linked to the person (`said`)."""

    key = "not_linked"


class LinkTheOtherWay(PersonError):
    """Only the other of two identities, the one with the rights, may link or unlink this one."""

    key = "link_the_other_way"


class LinkElsewhere(PersonError):
    """A link code was said in the very chat it was asked for in; it is still good."""

    key = "link_elsewhere"


class ListedOwner(PersonError):
    """OWNERS names this person (`name`), so a chat cannot change their role."""

    key = "listed_owner"


class LastOwner(PersonError):
    """Without this person the bot would have no owner."""

    key = "last_owner"


class OperatorError(BotError):
    """The owner must mend something; the sentence says what to do."""


class CredentialsRefused(OperatorError):
    """The broker does not accept the app key and secret (8001, 8002, 8020)."""

    key = "credentials_refused"


class WrongEnvironment(OperatorError):
    """Key or token belong to the other environment, real against mock (8030, 8031)."""

    key = "wrong_environment"


class AddressNotRegistered(OperatorError):
    """The calling IP address is not among those registered for the key (8040, 8050)."""

    key = "address_not_registered"


class SessionTaken(OperatorError):
    """Another program logged in with the same app key (R10001)."""

    key = "session_taken"


class DatabaseUnusable(OperatorError):
    """The database cannot be opened, written or migrated (`path`, `reason`)."""

    key = "database_unusable"


class NoDatabase(OperatorError):
    """There is no database where the settings say that it is (`path`)."""

    key = "no_database"


class SettingsWrong(OperatorError):
    """A setting is malformed (`name`, `reason`)."""

    key = "settings_wrong"


class SettingsMissing(SettingsWrong):
    """A setting without which nothing works is not set (`name`)."""

    key = "settings_missing"


class OwnersLost(SettingsWrong):
    """With these settings whoever asks would be no owner any more, or nobody would."""

    key = "owners_lost"


class AlreadyRunning(OperatorError):
    """Another process uses the same DATA_DIR (`path`)."""

    key = "already_running"


class PassingError(BotError):
    """It may work when tried again."""


class Unavailable(PassingError):
    """The broker cannot be reached, answers HTML, or fails on its side."""

    key = "broker_unavailable"


class RateLimited(PassingError):
    """The broker asked for a pause (HTTP 429, 1700-1702)."""

    key = "rate_limited"


class AnswerTimedOut(PassingError):
    """A request got no answer in time."""

    key = "answer_timed_out"


class NotConnected(PassingError):
    """There is no session with the broker at the moment."""

    key = "not_connected"


class TokenRefused(PassingError):
    """The broker refused the token; a new one has to be issued."""

    key = "token_refused"


class ChatUnavailable(PassingError):
    """A chat platform cannot be reached (`url`)."""

    key = "chat_unavailable"


class Refused(BotError):
    """The broker understood the request and refused it, with its `code` and its own words."""

    key = "broker_refused"

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}", code=str(code), message=message)
        self.code = code
        self.message = message


class SendError(BotError):
    """A channel could not send a message."""


class TryLater(SendError):
    """Certainly not sent; may be sent `after` seconds from now (None: the courier decides).

    `everywhere` is true where the whole channel must wait, not only this destination;
    `edits_only` where the channel's edits must, and new messages need not.
    """

    def __init__(
        self,
        after: float | None = None,
        detail: str = "",
        *,
        everywhere: bool = False,
        edits_only: bool = False,
    ) -> None:
        super().__init__(detail)
        self.after = after
        self.everywhere = everywhere
        self.edits_only = edits_only


class Unsure(SendError):
    """Nobody knows whether it was sent: the request was written, the answer never came."""


class Gone(SendError):
    """The destination is closed for good (blocked, kicked, archived); `detail` is the reason."""


class Moved(SendError):
    """The destination has a new address `to` (a group became a supergroup)."""

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.to = to


class Malformed(SendError):
    """The platform refused the formatting; it is sent again as plain text."""
