"""Two communes become one: an administrator's form, the worker's move, and what the organisation says afterwards."""

import datetime
import time
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def wait_for(visitor: Any, words: str) -> None:
    """Reload until the worker has come so far."""
    for _attempt in range(120):
        if words in visitor.text:
            return
        time.sleep(1)
        visitor.page.reload()
    raise AssertionError(f"{words!r} never came: {visitor.text[-800:]}")


@pytest.mark.parametrize("javascript", [False])
def test_two_communes_become_one_without_javascript(visit: Any, javascript: bool) -> None:
    administrator = visit("quantri", javascript=javascript, width=360)
    page = administrator.page
    administrator.go("/don-vi/sap-xep/moi/sap-xep-nhieu")
    page.fill("[name=number]", "99/NQ-HĐND")
    page.fill("[name=document_on]", "1/11/2026")
    page.fill("[name=effective_on]", datetime.date.today().strftime("%d/%m/%Y"))
    page.fill("[name=table]", "Xã Cực Bắc Mẫu; 00715; 00715, 00733")
    page.click("main form .btn >> nth=0")
    wait_for(administrator, "Quyết định và thực hiện")
    assert "Xã Cực Bắc Mẫu (mới) nhận: Xã Lũng Cú; Xã Sà Phìn" in administrator.text
    page.click("text=Quyết định và thực hiện")
    wait_for(administrator, "Đã xong")
    administrator.go("/don-vi/?q=lung cu")
    assert "Xã Cực Bắc Mẫu" in administrator.text and "thay cho Xã Lũng Cú" in administrator.text
    administrator.go("/don-vi/?q=00733")
    assert "Xã Cực Bắc Mẫu" in administrator.text
