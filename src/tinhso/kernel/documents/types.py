"""The types of documents with their abbreviations: 29 administrative ones of the State, and the Party's."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy


def _(msgid: str) -> str:
    """Mark a name for the message catalogue without translating it here."""
    return msgid


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One type. `code` is the key that we store; `mark` stands in the document's number."""

    code: str
    name: str  # as the law writes it; translate for showing
    mark: str
    state: bool = True
    party: bool = False


def _t(code: str, name: str, mark: str = "", *, state: bool = True, party: bool = False) -> DocumentType:
    return DocumentType(code, name, mark, state, party)


# NĐ 30/2020/NĐ-CP, Article 7; công văn and thư công have no abbreviation there. The Party's table is not
# verified as a whole.
TYPES = {
    kind.code: kind
    for kind in (
        _t("nghi-quyet", _("Nghị quyết"), "NQ", party=True),
        _t("quyet-dinh", _("Quyết định"), "QĐ", party=True),
        _t("chi-thi", _("Chỉ thị"), "CT", party=True),
        _t("quy-che", _("Quy chế"), "QC", party=True),
        _t("quy-dinh", _("Quy định"), "QyĐ", party=True),
        _t("thong-cao", _("Thông cáo"), "TC", party=True),
        _t("thong-bao", _("Thông báo"), "TB", party=True),
        _t("huong-dan", _("Hướng dẫn"), "HD", party=True),
        _t("chuong-trinh", _("Chương trình"), "CTr", party=True),
        _t("ke-hoach", _("Kế hoạch"), "KH", party=True),
        _t("phuong-an", _("Phương án"), "PA"),
        _t("de-an", _("Đề án"), "ĐA", party=True),
        _t("du-an", _("Dự án"), "DA"),
        _t("bao-cao", _("Báo cáo"), "BC", party=True),
        _t("bien-ban", _("Biên bản"), "BB", party=True),
        _t("to-trinh", _("Tờ trình"), "TTr", party=True),
        _t("hop-dong", _("Hợp đồng"), "HĐ"),
        _t("cong-dien", _("Công điện"), "CĐ"),
        _t("ban-ghi-nho", _("Bản ghi nhớ"), "BGN"),
        _t("ban-thoa-thuan", _("Bản thỏa thuận"), "BTT"),
        _t("giay-uy-quyen", _("Giấy ủy quyền"), "GUQ"),
        _t("giay-moi", _("Giấy mời"), "GM"),
        _t("giay-gioi-thieu", _("Giấy giới thiệu"), "GGT"),
        _t("giay-nghi-phep", _("Giấy nghỉ phép"), "GNP"),
        _t("phieu-gui", _("Phiếu gửi"), "PG"),
        _t("phieu-chuyen", _("Phiếu chuyển"), "PC"),
        _t("phieu-bao", _("Phiếu báo"), "PB"),
        _t("cong-van", _("Công văn"), "CV", party=True),
        _t("thu-cong", _("Thư công")),
        _t("ket-luan", _("Kết luận"), "KL", state=False, party=True),
        _t("chuong-trinh-hanh-dong", _("Chương trình hành động"), "CTHĐ", state=False, party=True),
        # Normative documents (Law on the promulgation of legal documents): cited and received, never numbered here
        # but for resolutions and decisions. A law's number bears the Assembly's term instead of a mark.
        _t("luat", _("Luật"), state=False),
        _t("phap-lenh", _("Pháp lệnh"), "PL", state=False),
        _t("lenh", _("Lệnh"), "L", state=False),
        _t("nghi-dinh", _("Nghị định"), "NĐ", state=False),
        _t("thong-tu", _("Thông tư"), "TT", state=False),
        _t("thong-tu-lien-tich", _("Thông tư liên tịch"), "TTLT", state=False),
        _t("nghi-quyet-lien-tich", _("Nghị quyết liên tịch"), "NQLT", state=False),
        _t("van-ban-hop-nhat", _("Văn bản hợp nhất"), "VBHN", state=False),
        # What a meeting says before its document exists: tasks may precede the number.
        _t("buoi-lam-viec", _("Ý kiến tại buổi làm việc"), state=False),
        _t("khac", _("Loại khác"), state=False),
    )
}

BY_MARK = {kind.mark.casefold(): kind.code for kind in TYPES.values() if kind.mark}
# Marks as people type them, without đ.
BY_MARK |= {"qd": "quyet-dinh", "da": "du-an", "cd": "cong-dien", "cthd": "chuong-trinh-hanh-dong"}
BY_MARK |= {"nd": "nghi-dinh", "qđi": "quy-dinh", "qyd": "quy-dinh"}

# The word that may stand before a number, with what it says of the type.
BY_NAME = {
    kind.name.casefold(): kind.code for kind in TYPES.values() if kind.code not in ("khac", "buoi-lam-viec")
}
BY_NAME |= {"bộ luật": "luat", "luất": "luat", "thông thư": "thong-tu", "nghị đinh": "nghi-dinh"}

CHOICES = [(kind.code, gettext_lazy(kind.name)) for kind in TYPES.values()]


def type_name(code: str) -> object:
    """The type's name for people; the code itself for one that we do not know."""
    return gettext_lazy(TYPES[code].name) if code in TYPES else code
