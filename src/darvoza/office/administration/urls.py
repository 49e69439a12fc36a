"""Addresses of administration."""

from django.urls import path

from darvoza.office.administration import learning, views

urlpatterns = [
    path("administration", views.administration, name="administration"),
    path("administration/learning", learning.learning, name="learning"),
    path("administration/unit/<int:number>", views.unit, name="unit"),
    path("administration/unit/<int:number>/post", views.add_post, name="add-post"),
    path("administration/post/<str:code>", views.post, name="post"),
    path("administration/unit/<int:number>/officer", views.new_officer, name="new-officer"),
    path("administration/unit/<int:number>/officer/<int:officer_number>", views.officer, name="officer"),
    path("administration/unit/<int:number>/officer/<int:officer_number>/help", views.help_officer, name="help-officer"),
    path("administration/unit/<int:number>/token", views.new_token, name="new-token"),
    path("administration/token/<int:number>/withdraw", views.withdraw_token, name="withdraw-token"),
]
