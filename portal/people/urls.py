from django.urls import include, path

from portal.people.views import account, departments, employees, importing, preferences, setup

people = [
    path("departments/", departments.tree, name="departments"),
    path("departments/new/", departments.new, name="department-new"),
    path("departments/<str:reference>/", departments.detail, name="department"),
    path("departments/<str:reference>/edit/", departments.edit, name="department-edit"),
    path("departments/<str:reference>/deactivate/", departments.deactivate, name="department-deactivate"),
    path("departments/<str:reference>/activate/", departments.activate, name="department-activate"),
    path("employees/", employees.directory, name="employees"),
    path("employees/new/", employees.new, name="employee-new"),
    path("employees/<str:reference>/", employees.card, name="employee"),
    path("employees/<str:reference>/edit/", employees.edit, name="employee-edit"),
    path("employees/<str:reference>/leave/", employees.leave, name="employee-leave"),
    path("employees/<str:reference>/away/", employees.away, name="employee-away"),
    path("employees/<str:reference>/return/", employees.come_back, name="employee-return"),
    path("employees/<str:reference>/roles/", employees.grant, name="role-grant"),
    path("employees/<str:reference>/roles/withdraw/", employees.withdraw, name="role-withdraw"),
    path("profile/", account.profile, name="profile"),
    path("tokens/", account.tokens, name="tokens"),
    path("tokens/new/", account.token_new, name="token-new"),
    path("tokens/<str:reference>/revoke/", account.revoke, name="token-revoke"),
    path("organisation/import/", importing.upload, name="import"),
    path("organisation/import/<str:reference>/", importing.job, name="import-job"),
    path("organisation/import/<str:reference>/apply/", importing.apply, name="import-apply"),
    path("organisation/import/<str:reference>/cancel/", importing.cancel, name="import-cancel"),
    path("organisation/export/", importing.export, name="export"),
]
urlpatterns = [
    path("", include((people, "people"))),
    path("setup/", setup.setup, name="setup"),
    path("preferences/language/", preferences.set_language, name="set_language_preference"),
    path("preferences/theme/", preferences.set_theme, name="set_theme"),
    path("preferences/density/", preferences.set_density, name="set_density"),
]
