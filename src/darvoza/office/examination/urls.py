"""Addresses of examination."""

from django.urls import path

from darvoza.office.examination import views

urlpatterns = [
    path("orders", views.orders, name="orders"),
    path("orders/ready", views.ready, name="orders-ready"),
    path("orders/worker.js", views.worker, name="orders-worker"),
    path("order/<int:number>", views.order, name="order"),
    path("order/<int:number>/print", views.paper, name="order-print"),
    path("order/<int:number>/result", views.result, name="order-result"),
    path("order/<int:number>/photo/<str:photo>", views.photograph, name="order-photo"),
]
