-- The portal's tickets as django-helpdesk keeps them: departments are its queues, events its follow-ups.
TRUNCATE helpdesk.helpdesk_queue, helpdesk.helpdesk_ticket, helpdesk.helpdesk_followup, helpdesk.auth_user CASCADE;

INSERT INTO helpdesk.auth_user
    (id, username, password, first_name, last_name, email, is_staff, is_active, is_superuser, date_joined)
SELECT id, email, '!', '', full_name, email, id = 1, true, id = 1, date_joined FROM public.people_user;

-- As its signal makes them for a new user; a ticket's page fails without its owner's.
INSERT INTO helpdesk.helpdesk_usersettings
    (user_id, email_on_ticket_assign, email_on_ticket_change, login_view_ticketlist, tickets_per_page,
     use_email_as_submitter, ticket_respond_layout)
SELECT id, true, true, true, 25, true, 'default' FROM helpdesk.auth_user;

INSERT INTO helpdesk.helpdesk_queue
    (id, title, slug, allow_public_submission, allow_email_submission, enable_notifications_on_email_events,
     email_box_ssl, locale)
SELECT id, name_en, code, true, false, false, false, 'en' FROM public.people_department WHERE id <= 60;

INSERT INTO helpdesk.helpdesk_ticket
    (id, title, queue_id, created, modified, submitter_email, assigned_to_id, status, on_hold, description, priority,
     due_date, secret_key)
SELECT t.id, t.title, t.department_id, t.opened_at, coalesce(t.resolved_at, t.opened_at), r.email, t.owner_id,
    CASE WHEN t.state = 'resolved' THEN 3 ELSE 1 END, t.state = 'waiting', t.text, 3, t.next_due_at, t.reference
FROM public.tickets_ticket t JOIN public.people_user r ON r.id = t.requester_id;

INSERT INTO helpdesk.helpdesk_followup (ticket_id, date, title, public, user_id, email_recipients)
SELECT subject_id, at, verb, true, actor_id, '[]' FROM public.records_event WHERE subject_type = 'tickets.ticket';

SELECT setval('helpdesk.helpdesk_ticket_id_seq', (SELECT max(id) FROM helpdesk.helpdesk_ticket));
SELECT setval('helpdesk.auth_user_id_seq', (SELECT max(id) FROM helpdesk.auth_user));
