"""Addresses below /phat-hanh/."""

from django.urls import path

from tinhso.kernel.documents.workspace import drafts, issued

app_name = "issuing"
urlpatterns = [
    path("", issued.listing, name="list"),
    path("du-thao", drafts.listing, name="drafts"),
    path("du-thao/moi", drafts.new, name="new"),
    path("du-thao/<int:pk>", drafts.draft, name="draft"),
    path("du-thao/<int:pk>/sua", drafts.edit, name="edit"),
    path("du-thao/<int:pk>/xem-truoc.pdf", drafts.preview_pdf, name="preview_pdf"),
    path("du-thao/<int:pk>/trang-<int:page>.png", drafts.preview_page, name="preview_page"),
    path("du-thao/<int:pk>/du-thao.docx", drafts.as_docx, name="docx"),
    path("<int:pk>", issued.document, name="issued"),
    path("<int:pk>/thu-hoi", issued.withdraw, name="withdraw"),
]
