"""Addresses of the training room."""

from django.urls import path

from darvoza.office.room import cohorts, compose, files, letters, reviewing, trainee, trainer

urlpatterns = [
    path("room", trainer.room, name="room"),
    path("room/exercise/<str:name>", trainer.exercise, name="room-exercise"),
    path("room/compose", compose.begin, name="room-begin"),
    path("room/cases", compose.from_cases, name="room-cases"),
    path("room/compose/<int:number>", compose.compose, name="room-compose"),
    path("room/compose/<int:number>/try/<int:level>", compose.try_, name="room-try"),
    path("room/compose/<int:number>/drop", compose.drop, name="room-drop"),
    path("room/cohorts", cohorts.cohorts, name="room-cohorts"),
    path("room/session/<int:number>/again", trainer.again, name="room-again"),
    path("room/open", trainer.open_, name="room-open"),
    path("room/session/<int:number>", trainer.session, name="room-session"),
    path("room/session/<int:number>/add", trainer.add, name="room-add"),
    path("room/session/<int:number>/step", trainer.step, name="room-step"),
    path("room/session/<int:number>/forget", trainer.forget, name="room-forget"),
    path("room/session/<int:number>/debrief", reviewing.debrief, name="room-debrief"),
    path("room/session/<int:number>/review/<int:run>", reviewing.review, name="room-review"),
    path("room/session/<int:number>/file/<str:kind>", files.file, name="room-file"),
    path("room/session/<int:number>/certificate/<int:run>/<str:plan>", files.certificate_, name="room-certificate"),
    path("room/run/<int:number>", trainee.run, name="room-run"),
    path("room/run/<int:number>/item/<str:name>", trainee.item, name="room-item"),
    path("room/run/<int:number>/answer/<str:name>", trainee.answer, name="room-answer"),
    path("room/run/<int:number>/hand-in/<str:name>", letters.hand_in, name="room-hand-in"),
    path("room/run/<int:number>/ask/<str:name>", trainee.ask, name="room-ask"),
    path("room/run/<int:number>/finish", trainee.finish, name="room-finish"),
]
