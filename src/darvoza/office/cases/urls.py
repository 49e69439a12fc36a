"""Addresses of cases."""

from django.urls import path

from darvoza.office.cases import doing, views

urlpatterns = [
    path("cases", views.cases, name="cases"),
    path("cases/new", views.new, name="case-new"),
    path("case/<int:number>", views.case, name="case"),
    path("case/<int:number>/consignments", views.consignments, name="case-consignments"),
    path("case/<int:number>/evidence", views.evidence, name="case-evidence"),
    path("case/<int:number>/work", views.work, name="case-work"),
    path("case/<int:number>/timeline", views.timeline, name="case-timeline"),
    path("case/<int:number>/bundle.pdf", views.bundle_pdf, name="case-bundle"),
    path("case/<int:number>/bundle.zip", views.bundle_zip, name="case-files"),
    path("case/<int:number>/evidence/<int:piece>", views.evidence_file, name="case-evidence-file"),
    path("case/<int:number>/consignment", doing.add_consignment, name="case-add-consignment"),
    path("case/<int:number>/party", doing.add_party, name="case-add-party"),
    path("case/<int:number>/note", doing.add_note, name="case-add-note"),
    path("case/<int:number>/task", doing.add_task, name="case-add-task"),
    path("case/<int:number>/task/<int:task>", doing.finish_task, name="case-finish-task"),
    path("case/<int:number>/evidence/new", doing.add_evidence, name="case-add-evidence"),
    path("case/<int:number>/evidence/<int:piece>/hand-over", doing.hand_over, name="case-hand-over"),
    path("case/<int:number>/evidence/<int:piece>/check", doing.check_evidence, name="case-check"),
    path("case/<int:number>/state", doing.turn, name="case-state"),
    path("case/<int:number>/delivery", doing.ask_delivery, name="case-ask-delivery"),
    path("case/<int:number>/delivery/<int:delivery>", doing.answer_delivery, name="case-answer-delivery"),
]
