"""Why a file is not read, each reason by its name, and what the person can do instead."""

from tinhso.kernel.text import Refused


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class Unreadable(Refused):
    """A file or text from which nothing is taken."""


class Empty(Unreadable):
    """Nothing in it."""

    def __init__(self) -> None:
        super().__init__(
            _("Tệp hoặc đoạn văn bản này trống. Hãy kiểm tra lại và chọn tệp có nội dung."), code="empty"
        )


class TooBig(Unreadable):
    """More bytes, or more signs of text, than are taken."""

    def __init__(self, limit: int, *, signs: bool = False) -> None:
        if signs:
            super().__init__(
                _("Văn bản dài hơn %(limit)s ký tự. Hãy chia thành nhiều phần và đưa vào từng phần."),
                code="too_long",
                limit=f"{limit:,}".replace(",", "."),
            )
        else:
            super().__init__(
                _("Tệp nặng hơn %(limit)s MB. Hãy nén ảnh trong tệp, chia nhỏ tệp, hoặc dán nội dung chữ."),
                code="too_big",
                limit=str(limit // (1024 * 1024)),
            )


class TooManyPages(Unreadable):
    """A PDF longer than any directive."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _("Tệp PDF có hơn %(most)s trang. Hãy tách phần giao việc ra một tệp riêng."),
            code="pages",
            most=str(most),
        )


class Scanned(Unreadable):
    """A PDF of pictures."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Tệp PDF này là bản chụp, không có lớp chữ để đọc. Hãy dán nội dung chữ của văn bản, "
                "hoặc dùng bản PDF xuất từ phần mềm soạn thảo."
            ),
            code="scanned",
        )


class Encrypted(Unreadable):
    """A file behind a password."""

    def __init__(self) -> None:
        super().__init__(
            _("Tệp này có mật khẩu. Hãy bỏ mật khẩu rồi tải lại, hoặc dán nội dung chữ của văn bản."),
            code="encrypted",
        )


class Damaged(Unreadable):
    """Begins like its kind and then breaks off."""

    def __init__(self) -> None:
        super().__init__(
            _("Tệp bị hỏng, không mở được. Hãy tải lại từ nguồn, hoặc dán nội dung chữ của văn bản."),
            code="damaged",
        )


class Renamed(Unreadable):
    """The name says one kind, the content another."""

    def __init__(self, filename: str, actual: str) -> None:
        super().__init__(
            _(
                "Tên tệp “%(filename)s” không khớp với nội dung: bên trong là %(actual)s. "
                "Hãy đặt lại đúng đuôi tệp rồi tải lại."
            ),
            code="renamed",
            filename=filename[-80:],
            actual=actual,
        )


class OldWord(Unreadable):
    """DOC of Word 97–2003."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Đây là tệp DOC của Word cũ. Hãy mở bằng Word hoặc LibreOffice, lưu thành DOCX rồi tải lại, "
                "hoặc dán nội dung chữ của văn bản."
            ),
            code="old_word",
        )


class ZipBomb(Unreadable):
    """A packed file that unpacks to far more than a document ever does."""

    def __init__(self) -> None:
        super().__init__(
            _("Tệp này giải nén ra lớn bất thường nên không được mở. Hãy kiểm tra lại nguồn của tệp."),
            code="zip_bomb",
        )


class NotText(Unreadable):
    """A picture, a sheet, a program."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Không đọc được chữ trong loại tệp này. Hãy dùng tệp DOCX, PDF có lớp chữ hoặc TXT, "
                "hoặc dán nội dung."
            ),
            code="not_text",
        )
