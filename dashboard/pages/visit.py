"""What is a page told when somebody opens it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.clinic import Clinic, User
    from models.vitals import Millis


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at one page: the clinic's door, who looks, when (the clinic's clock), and the rest of the address.

    `about` is what follows the page's own address: the session of `/session/<id>`, the patient of `/trends/<id>`, else "".
    """

    clinic: Clinic
    user: User
    now: Millis
    about: str = ""
