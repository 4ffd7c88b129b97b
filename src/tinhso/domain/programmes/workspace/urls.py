"""Addresses below /chuong-trinh/."""

from django.urls import URLPattern, path

from tinhso.domain.programmes.workspace import choices, item_views, node_views, tree_views, work_views

app_name = "programmes"
urlpatterns: list[URLPattern] = [
    path("", tree_views.tops, name="tops"),
    path("tat-ca", tree_views.everything, name="list"),
    path("chi-tieu", tree_views.targets, name="targets"),
    path("viec/<int:duty>", tree_views.why, name="why"),
    path("tim/<slug:what>", choices.suggest, name="suggest"),
    path("moi", node_views.add_top, name="add_top"),
    path("<int:pk>", tree_views.tree, name="tree"),
    path("<int:pk>/in", tree_views.printed, name="print"),
    path("<int:pk>/bang", tree_views.sheet, name="sheet"),
    path("<int:pk>/json", tree_views.as_json, name="json"),
    path("<int:pk>/cac-viec", tree_views.rows, name="rows"),
    path("<int:pk>/them", node_views.add, name="add"),
    path("<int:pk>/sua", node_views.correct, name="correct"),
    path("<int:pk>/gan-viec", node_views.tie, name="tie"),
    path("<int:pk>/moc-nam", node_views.milestones, name="milestones"),
    path("<int:pk>/noi", node_views.link, name="link"),
    path("<int:pk>/go/<int:parent>", node_views.unlink, name="unlink"),
    path("<int:pk>/bo", node_views.drop, name="drop"),
    path("cong-tac/", work_views.programmes, name="work"),
    path("cong-tac/moi", work_views.new, name="work_new"),
    path("cong-tac/chua-co-viec", work_views.gaps, name="gaps"),
    path("cong-tac/<int:pk>", work_views.room, name="work_room"),
    path("cong-tac/<int:pk>/sua", work_views.correct, name="work_correct"),
    path("cong-tac/<int:pk>/chuyen-ky", work_views.carry, name="carry"),
    path("cong-tac/<int:pk>/noi-dung/moi", item_views.add, name="item_add"),
    path("cong-tac/noi-dung/<int:pk>", item_views.source, name="item_source"),
    path("cong-tac/noi-dung/<int:pk>/sua", item_views.correct, name="item_correct"),
    path("cong-tac/noi-dung/<int:pk>/giao", item_views.give, name="item_give"),
    path("cong-tac/noi-dung/<int:pk>/gan-viec", item_views.tie, name="item_tie"),
    path("cong-tac/noi-dung/<int:pk>/rut", item_views.drop, name="item_drop"),
]
