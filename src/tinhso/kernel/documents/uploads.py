"""How an upload arrives: in pieces to a file, and of one that is too big only the beginning is kept."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class CappedFile(TemporaryFileUploadHandler):
    """Writes at most one byte more than is taken, and still says the true size, so that the form can refuse it in
    its own words: 200 megabytes cost neither memory nor disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """One part of the form begins."""
        super().new_file(*args, **kwargs)
        self.room = settings.MAX_UPLOAD_BYTES + 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what there is room for."""
        if self.room > 0:
            self.file.write(raw_data[: self.room])
            self.room -= len(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The file, with the size that was sent."""
        return super().file_complete(file_size)
