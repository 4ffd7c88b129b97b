"""The pictures of README and docs, taken from a running demo: python -m tests.journeys.screenshots ADDRESS [FOLDER]"""

import sys
from pathlib import Path

from tests.journeys.installation import Visitor
from tests.journeys.webcheck import browser

# name -> (account, address or the text of the link to follow from the list of documents)
PAGES = {
    "home": ("sokhcn", "/"),
    "inbox": ("vanphong", "/viec/"),
    "documents": ("vanphong", "/van-ban/"),
    "reading-room": ("vanphong", "room"),
    "board": ("lanhdao", "/bang/"),
    "units": ("lanhdao", "/don-vi/?ngay=2021-09-27"),
    "issued": ("sokhcn", "/phat-hanh/1"),
    "merger": ("quantri", "/don-vi/sap-xep/moi/nhap"),
    "trace": ("quantri", "/dau-vet/"),
}
WIDTHS = (1280, 360)


def open_room(visitor: Visitor) -> None:
    """The document that is still being checked."""
    visitor.go("/van-ban/")
    visitor.page.click("main tbody a >> nth=0")
    visitor.page.wait_for_load_state()


def take(address: str, folder: Path) -> None:
    """All pages at both widths, the first screen of each."""
    folder.mkdir(parents=True, exist_ok=True)
    with browser() as chrome:
        for width in WIDTHS:
            for name, (account, path) in PAGES.items():
                visitor = Visitor(chrome, address, width=width).log_in(account)
                if path == "room":
                    open_room(visitor)
                else:
                    visitor.go(path)
                visitor.page.wait_for_load_state("networkidle")
                visitor.page.screenshot(path=folder / f"{name}-{width}.png")
                visitor.leave()


if __name__ == "__main__":
    take(sys.argv[1], Path(sys.argv[2] if len(sys.argv) > 2 else "docs/images"))
