"""Addresses of the liaison desk."""

from django.urls import path

from darvoza.office.liaison import beginning, carrying, clocks, drafting, giving, matching, translating, using, views

urlpatterns = [
    path("liaison", views.liaison, name="liaison"),
    path("liaison/purpose", views.state_purpose, name="liaison-purpose"),
    path("liaison/message/<str:id_>", views.message, name="liaison-message"),
    path("liaison/message/<str:id_>/translation", translating.translate, name="liaison-translate"),
    path("liaison/message/<str:id_>/give-out", giving.give_out, name="liaison-give-out"),
    path("liaison/message/<str:id_>/confirms", clocks.confirm, name="liaison-confirms"),
    path("liaison/statistics", views.statistics, name="liaison-statistics"),
    path("liaison/new", beginning.new, name="liaison-new"),
    path("liaison/gap", beginning.gap, name="liaison-gap"),
    path("liaison/match", matching.match, name="liaison-match"),
    path("liaison/match/<str:conversation>", matching.answer, name="liaison-match-answer"),
    path("liaison/oral", clocks.oral, name="liaison-oral"),
    path("liaison/tick", clocks.tick, name="liaison-tick"),
    path("liaison/closing", clocks.closing, name="liaison-closing"),
    path("liaison/closing/<str:id_>", clocks.prolong, name="liaison-prolong"),
    path("liaison/use/<str:item>", using.use, name="liaison-use"),
    path("liaison/draft/<str:id_>", drafting.draft, name="liaison-draft"),
    path("liaison/draft/<str:id_>/item", drafting.add_item, name="liaison-add-item"),
    path("liaison/draft/<str:id_>/item/remove", drafting.remove_item, name="liaison-remove-item"),
    path("liaison/draft/<str:id_>/approve", drafting.approve, name="liaison-approve"),
    path("liaison/draft/<str:id_>/send", drafting.send, name="liaison-send"),
    path("liaison/draft/<str:id_>/withdraw", drafting.withdraw, name="liaison-withdraw"),
    path("liaison/bundles", carrying.bundles, name="liaison-bundles"),
    path("liaison/bundles/take", carrying.take, name="liaison-take"),
    path("liaison/bundles/carry", carrying.carry, name="liaison-carry"),
    path("liaison/bundles/<str:partner>", carrying.write, name="liaison-write"),
    path("liaison/proof", giving.proof, name="liaison-proof"),
    path("liaison/proof/compare", giving.compare, name="liaison-compare"),
    path("liaison/proof/<str:partner>", giving.extract, name="liaison-extract"),
    path("liaison/court/<str:conversation>", giving.court, name="liaison-court"),
    path("liaison/node", carrying.make, name="liaison-node"),
]
