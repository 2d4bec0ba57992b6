"""Who is asking, and may they? One gate in front of every address: what is in no table here is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import quote, urlsplit

from flask import Flask, Request, Response, g, jsonify, redirect, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from dashboard.settings import Settings
from models.clinic import Clinic, Token, User
from models.clinic import device as actor
from models.errors import Forbidden, TooMany
from models.people import Act, allow

COOKIE = "vigil_session"
CSRF_COOKIE = "_csrf_token"
CSRF_HEADER = "X-CSRFToken"
FOR_HEADER = "X-Vigil-For"
SAFE = ("GET", "HEAD", "OPTIONS")
HOUR = 3600
LOCKED = "/locked"
"""Where a screen goes on hearing that is locked, when its page is loaded anew."""
CALLBACK = "/_dash-update-component"
HEARTBEAT = "/api/v1/listening"
"""Where a screen says every few seconds that it can be heard: no person does that, so it keeps no sign-in alive."""
HEARS = ("/api/v1/stream", HEARTBEAT)
"""All that is left of a sign-in that nobody has used for long, on a screen that sounds: alarms come, and it says it is heard."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
POLICY = (
    "default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src 'self'; media-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Which address is open to whom: `public` endpoints to anybody, `acts` to those who may do the act, all others to nobody.

    `callbacks` says the same for each Dash callback, by its output. `policy` is the content security policy.
    `opens` is the callback that opens a page: it is a page load like any other. `devices` are open to a token as well.
    """

    public: frozenset[str]
    acts: Mapping[str, Act]
    callbacks: Mapping[str, Act]
    policy: str
    opens: str = ""
    devices: frozenset[str] = frozenset()


def who() -> User:
    """The person whose request is being answered; `Forbidden` where nobody is signed in."""
    user = g.get("user")
    if isinstance(user, User):
        return user
    raise Forbidden("Nobody is signed in.")


def device() -> Token | None:
    """The token of the device whose request is being answered; None where a person asks."""
    held = g.get("device")
    return held if isinstance(held, Token) else None


def token() -> str:
    """The token of the sign-in that this request carries, "" without one."""
    return request.cookies.get(COOKIE, "")


def csrf_of(token: str) -> str:
    """What a browser must echo in `X-CSRFToken`: bound to the sign-in, so that one from elsewhere is worth nothing."""
    return sha256(f"vigil csrf {token}".encode()).hexdigest()


def mark_of(user: User) -> str:
    """A short word for this person that names nobody: whose entries wait in a browser, and for whom a page was opened."""
    return sha256(f"vigil user {user.name}".encode()).hexdigest()[:16]


def guard(server: Flask, clinic: Clinic, settings: Settings, rules: Rules) -> None:
    """Put the gate in front of every address of the server, and the security headers behind it."""

    def enter() -> AnyResponse | None:
        return _enter(clinic, rules)

    def leave(response: Response) -> Response:
        return _dressed(response, rules, settings)

    server.before_request(enter)
    server.after_request(leave)


def _enter(clinic: Clinic, rules: Rules) -> AnyResponse | None:
    """Let the request in (None), or answer it: 401 or the way to sign in for a stranger, 403 for one who may not."""
    endpoint = request.endpoint or ""
    if endpoint in rules.public:
        return None if request.method in SAFE or same_origin(request) else _no(403, "This form was sent from another site.")
    sent = _bearer(request)
    return _person(clinic, rules, endpoint) if sent is None else _device(clinic, rules, endpoint, sent)


def _person(clinic: Clinic, rules: Rules, endpoint: str) -> AnyResponse | None:
    user = _asking(clinic, rules)
    if user is None or not _same_person(user):
        return _stranger(clinic) if user is None else _other(clinic, user)
    g.user = user
    if request.method not in SAFE and not _csrf_holds(request):
        return _no(403, f"The {CSRF_HEADER} header is missing or does not belong to this sign-in. Load the page again.")
    if isinstance(request.routing_exception, MethodNotAllowed):
        return None  # nothing is asked: Flask says which methods there are
    act = _act(rules, endpoint)
    if act is None:
        return _no(404 if not endpoint or request.path.startswith("/api/") else 403, "There is nothing at this address.")
    try:
        allow(user, act)
    except Forbidden as refused:
        return _no(403, str(refused))
    return None


def _bearer(asked: Request) -> str | None:
    """The token of a device that was sent, None where there is none. Where one is, nothing else says who asks: no cookie does."""
    scheme, _, sent = asked.headers.get("Authorization", "").strip().partition(" ")
    return sent.strip() if scheme.lower() == "bearer" else None


def _device(clinic: Clinic, rules: Rules, endpoint: str, sent: str) -> AnyResponse | None:
    """Let a device in where devices may ask. No other site can make a browser send a token, so nothing needs to be echoed."""
    try:
        held = clinic.devices.known(sent, request.remote_addr or "")
    except TooMany as refused:
        return _no(429, str(refused), {"Retry-After": "10"})
    except Forbidden as refused:
        return _no(401, str(refused), {"WWW-Authenticate": "Bearer"})
    if endpoint not in rules.devices:
        if isinstance(request.routing_exception, MethodNotAllowed):
            return None
        return _no(403, "A device may only record what it measures: POST /api/v1/rooms/ROOM/observations.")
    g.device, g.user = held, actor(held.device)
    return None


def _asking(clinic: Clinic, rules: Rules) -> User | None:
    """Whose request this is. A sign-in that only hears is one where alarms are heard, and nowhere else."""
    user = clinic.sign_ins.who(token(), used=_used(request, rules))
    return clinic.sign_ins.hears(token()) if user is None and request.path in HEARS else user


def _same_person(user: User) -> bool:
    """Whether a page that says for whom it was opened still speaks for whoever is signed in on that browser."""
    return request.headers.get(FOR_HEADER, mark_of(user)) == mark_of(user)


def _other(clinic: Clinic, user: User) -> Response:
    """Whose sign-in it is; at a locked screen that is told nobody."""
    name = "Somebody else" if clinic.sign_ins.who(token(), used=False) is None else user.full_name
    said = f"{name} is signed in on this browser now, and this page was opened by somebody else."
    answer = jsonify(message=said, errors=[], other=True)
    answer.status_code = 401
    return answer


def _act(rules: Rules, endpoint: str) -> Act | None:
    """What somebody does who asks this; None = nobody may."""
    if request.path == CALLBACK:
        return rules.callbacks.get(_output(request))
    if request.path.startswith("/api/") and not endpoint.startswith("api."):
        return None
    return rules.acts.get(endpoint)


def _output(asked: Request) -> str:
    """Which callback is asked for."""
    body = asked.get_json(silent=True)
    return str(body.get("output")) if isinstance(body, dict) else ""


def _used(asked: Request, rules: Rules) -> bool:
    """Whether a person did something: entries and page loads keep a sign-in alive; polls, streams and heartbeats do not."""
    if asked.path == CALLBACK:
        return _output(asked) == rules.opens
    return (asked.method not in SAFE and asked.path != HEARTBEAT) or is_page(asked)


def is_page(asked: Request) -> bool:
    """Whether a browser asks for a page to show, and not a script for data."""
    return not asked.path.startswith(("/api/", "/_")) and asked.method in SAFE


def shown(asked: Request) -> str | None:
    """The address of our page that asks for this; None where the browser does not say."""
    page = urlsplit(asked.referrer or "")
    return page.path if page.netloc == asked.host else None


def _stranger(clinic: Clinic) -> AnyResponse:
    """The way to sign in, or to the lock; a script is told of its sign-in whether it `ran_out`, and whether it `hears`."""
    hears = clinic.sign_ins.hears(token()) is not None
    if is_page(request):
        return redirect(way_in(LOCKED if hears else "/sign-in", request.full_path.rstrip("?")), 303)
    over = clinic.sign_ins.ran_out(token())
    answer = jsonify(message="Sign in first.", errors=[], ran_out=over, hears=hears)
    answer.status_code = 401
    return answer


def way_in(door: str, path: str) -> str:
    """The address where somebody signs in who is then to be at `path`."""
    return door if path == "/" else f"{door}?next={quote(path)}"


def same_origin(asked: Request) -> bool:
    """Whether a form comes from our own page. Browsers say so; a script that sends neither header is no browser."""
    if asked.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = asked.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == asked.host


def _csrf_holds(asked: Request) -> bool:
    sent = asked.headers.get(CSRF_HEADER, "")
    return same_origin(asked) and compare_digest(sent.encode(), csrf_of(token()).encode())


def _no(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    answer = jsonify(message=message, errors=[])
    answer.status_code = status
    answer.headers.update(headers or {})
    return answer


def _dressed(response: Response, rules: Rules, settings: Settings) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", rules.policy)
    if settings.secure_cookies:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if not _lasting(request):
        response.headers["Cache-Control"] = "no-store"
    return response


def _lasting(asked: Request) -> bool:
    return asked.path.startswith(("/assets/", "/_dash-component-suites/", "/_favicon.ico"))


def give(response: AnyResponse, token: str, settings: Settings) -> None:
    """Hand the browser its sign-in: a token no script can read, and the CSRF token that our scripts echo."""
    for name, value, hidden in ((COOKIE, token, True), (CSRF_COOKIE, csrf_of(token), False)):
        response.set_cookie(
            name, value, httponly=hidden, secure=settings.secure_cookies, samesite="Strict", max_age=settings.sign_in_hours * HOUR
        )


def take_back(response: AnyResponse) -> None:
    """Take the sign-in out of the browser, and what it keeps of it."""
    for name in (COOKIE, CSRF_COOKIE):
        response.delete_cookie(name, samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache"'
