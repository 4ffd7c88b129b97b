"""The first version of a draft: letterhead, parts and signature as the type of document wants them, to be filled in.
Words in square brackets are for the drafter."""

import re
from dataclasses import replace
from datetime import date

from tinhso.kernel.documents.issuers import letterhead_of
from tinhso.kernel.documents.issuing.body import read_body
from tinhso.kernel.documents.issuing.content import PARTY, Sheet, Signer
from tinhso.kernel.documents.types import TYPES
from tinhso.kernel.units.models import Kind, Unit

LETTER = "cong-van"
_VERDICTS = {"quyet-dinh": "Quyết định:", "nghi-quyet": "Quyết nghị:"}
_BODIES = {
    "quyet-dinh": "Điều 1. [Nội dung quyết định]\nĐiều 2. Quyết định này có hiệu lực kể từ ngày ký.\n"
    "Điều 3. [Đơn vị] chịu trách nhiệm thi hành Quyết định này./.",
    "nghi-quyet": "Điều 1. [Nội dung nghị quyết]\nĐiều 2. Tổ chức thực hiện\n[Cơ quan] tổ chức thực hiện Nghị quyết này./.",
    "ke-hoach": "I. MỤC ĐÍCH, YÊU CẦU\n1. Mục đích: [mục đích]\n2. Yêu cầu: [yêu cầu]\nII. NỘI DUNG\n"
    "1. [Đơn vị] chủ trì, phối hợp với [đơn vị] [việc], hoàn thành trước ngày [ngày]; sản phẩm: [sản phẩm].\n"
    "III. TỔ CHỨC THỰC HIỆN\n[Phân công, chế độ báo cáo]./.",
    "chi-thi": "1. [Đơn vị] [việc], hoàn thành trước ngày [ngày].\n2. [Đơn vị] theo dõi, đôn đốc việc thực hiện Chỉ thị này./.",
}
_PARTY_BODIES = {
    "nghi-quyet": "I. TÌNH HÌNH\n[Tình hình, nguyên nhân]\nII. QUAN ĐIỂM, MỤC TIÊU\n[Quan điểm, mục tiêu]\n"
    "III. NHIỆM VỤ, GIẢI PHÁP\n1. [Nhiệm vụ, giải pháp]\nIV. TỔ CHỨC THỰC HIỆN\n1. [Cơ quan] [việc], hoàn thành trước ngày [ngày].",
}
_ANY = "[Nội dung]./."


def skeleton(doc_type: str, abstract: str, issuer: Unit, day: date) -> Sheet:
    """A sheet of the type in the name of the issuer."""
    head = letterhead_of(issuer, day)
    party = head.side == PARTY
    bodies = _PARTY_BODIES if party else _BODIES
    decides = doc_type in _VERDICTS and not party
    return Sheet(
        side=head.side,
        issuer=head.issuer,
        parent_body=head.parent_body,
        place=head.place,
        day=day,
        type_name="" if doc_type == LETTER else TYPES[doc_type].name,
        abstract=abstract,
        decider=head.issuer if decides else "",
        bases=("Căn cứ [luật, nghị định, quy định]",) if decides else (),
        verdict=_VERDICTS[doc_type] if decides else "",
        addressees=("[Nơi nhận]",) if doc_type == LETTER else (),
        body=read_body(bodies.get(doc_type, _ANY)),
        recipients=("Như trên",) if doc_type == LETTER else ("[Nơi nhận]", "Lưu: VT"),
        signer=Signer("", *_signature(issuer, party=party)),
    )


def renamed(sheet: Sheet, doc_type: str, issuer: Unit, day: date) -> Sheet:
    """The sheet as another type, or in the name of another issuer; what people wrote stays."""
    blank = skeleton(doc_type, sheet.abstract, issuer, day)
    return replace(
        sheet,
        side=blank.side,
        issuer=blank.issuer,
        parent_body=blank.parent_body,
        place=blank.place,
        type_name=blank.type_name,
        decider=blank.decider,
        verdict=blank.verdict,
        signer=blank.signer if blank.issuer != sheet.issuer else sheet.signer,
    )


def unfinished(sheet: Sheet) -> list[str]:
    """Places that still wait for the drafter: "[Đơn vị]", in the order of the text, each once."""
    return list(dict.fromkeys(re.findall(r"\[[^\[\]\n]{1,80}\]", sheet.plain_text())))


def _signature(issuer: Unit, *, party: bool) -> tuple[str, tuple[str, ...]]:
    """(title, authority): collective bodies sign "on behalf", offices under one head by their head."""
    if party:
        return "Bí thư", (f"T/M {issuer.name}",)
    if issuer.kind in (Kind.PROVINCE, Kind.COMMUNE, Kind.DISTRICT):
        return "Chủ tịch", ("TM. Ủy ban nhân dân",)
    if issuer.kind == Kind.COUNCIL:
        return "Chủ tịch", ()
    return "Giám đốc" if issuer.name.startswith("Sở") else "Thủ trưởng đơn vị", ()
