"""Access tokens: issued, checked and revoked as `/oauth2/token` and `/oauth2/revoke` do."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import KST
from core.simulator.faults import Faults


@dataclass(frozen=True, slots=True)
class Token:
    """An opaque token, whose it is, and when it ends on the real wall clock."""

    text: str
    app_key: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """A published error: the top-level return_code, the code inside the text, and the text."""

    return_code: int
    code: int
    text: str

    @property
    def message(self) -> str:
        """Return the return_msg as the server words it."""
        lead = {2: "입력 값 오류입니다", 3: "인증에 실패했습니다"}.get(self.return_code, "")
        return f"{lead}[{self.code}:{self.text}]"


INVALID_TOKEN = Refusal(3, 8005, "Token이 유효하지 않습니다")
TOKEN_MISMATCH = Refusal(3, 8031, "토큰의 실전/모의 구분이 일치하지 않습니다")
KEY_MISMATCH = Refusal(2, 8030, "투자구분(실전/모의)이 달라서 Appkey를 사용할 수가 없습니다")
IP_REFUSED = Refusal(3, 8050, "지정단말기 인증에 실패했습니다")
WRONG_SECRET = Refusal(3, 8001, "App Key와 Secret Key 검증에 실패했습니다")
KEY_MISSING = Refusal(2, 8020, "입력파라미터로 appkey 또는 secretkey가 들어오지 않았습니다")
GRANT_MISSING = Refusal(2, 8011, "grant_type이 들어오지 않았습니다")
GRANT_WRONG = Refusal(2, 8012, "grant_type의 값이 맞지 않습니다")
TOKEN_MISSING = Refusal(2, 8016, "Token 폐기 시 Token이 들어오지 않았습니다")


class Tokens:
    """Every token that is good now; times are the machine's, whatever the market's clock says."""

    def __init__(self, app_key: str, app_secret: str, faults: Faults) -> None:
        self._app_key = app_key
        self._app_secret = app_secret
        self._faults = faults
        self._good: dict[str, Token] = {}

    def issue(self, app_key: str) -> Token:
        """Return the key's token: the living one again or, where tokens rotate, a new one."""
        now = datetime.now(KST)
        mine = [t for t in self._good.values() if t.app_key == app_key and t.expires > now]
        if mine and self._faults.reissue == "same":
            return mine[0]
        for old in mine:
            del self._good[old.text]
        lifetime = timedelta(seconds=self._faults.token_lifetime)
        token = Token(secrets.token_urlsafe(64), app_key, now + lifetime)
        self._good[token.text] = token
        return token

    def find(self, text: str) -> Token | Refusal:
        """Return the living token with that text, or why it is refused."""
        if self._faults.ip_refused:
            return IP_REFUSED
        if self._faults.environment_mismatch == "token":
            return TOKEN_MISMATCH
        token = self._good.get(text)
        if token is None or token.expires <= datetime.now(KST):
            return INVALID_TOKEN
        return token

    def revoke(self, text: str) -> None:
        """Make one token invalid."""
        self._good.pop(text, None)

    def revoke_all(self) -> None:
        """Make every token invalid."""
        self._good.clear()

    def refuse_key(self, body: dict[str, object]) -> Refusal | None:
        """Say why the app key and secret in a request's body are not accepted, if they are not."""
        key, secret = body.get("appkey"), body.get("secretkey")
        if not key or not secret:
            return KEY_MISSING
        if self._faults.environment_mismatch == "key":
            return KEY_MISMATCH
        if self._faults.ip_refused:
            return IP_REFUSED
        if (key, secret) != (self._app_key, self._app_secret):
            return WRONG_SECRET
        return None
