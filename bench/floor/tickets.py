"""Rows of tickets and of what hangs on them."""

TICKET = """
    SELECT t.reference AS id, t.title, t.kind, t.state, t.opened_at, t.resolved_at, t.next_due_at, t.external_id,
        t.customer_key, t.version, s.reference AS service, s.name_en AS service_name, d.reference AS department,
        d.name_en AS department_name, r.reference AS requester, r.full_name AS requester_name,
        o.reference AS owner, o.full_name AS owner_name, f.reference AS first_owner, f.full_name AS first_owner_name
    FROM tickets_ticket t
    JOIN tickets_catalogueservice s ON s.id = t.service_id
    JOIN people_department d ON d.id = t.department_id
    JOIN people_user r ON r.id = t.requester_id
    LEFT JOIN people_user o ON o.id = t.owner_id
    LEFT JOIN people_user f ON f.id = t.first_owner_id
"""
OF_TICKET = "WHERE {}.ticket_id = (SELECT id FROM tickets_ticket WHERE reference = %(q)s)"
ABOUT_TICKET = """
    WHERE subject_type = 'tickets.ticket' AND subject_id = (SELECT id FROM tickets_ticket WHERE reference = %(q)s)
    ORDER BY at
"""
FILES = """
    SELECT reference, name, size FROM records_storedfile
    WHERE subject_type = 'tickets.ticket' AND subject_id = (SELECT id FROM tickets_ticket WHERE reference = %(q)s)
"""
PROMISE = """
    SELECT p.reference AS id, p.kind, p.text, p.customer, p.channel, p.due_at, p.made_at, p.state, p.ended_at,
        p.fulfilled_at, p.version, t.reference AS ticket, t.title AS ticket_title, u.reference AS promised_by,
        u.full_name AS promised_by_name, d.reference AS department, d.name_en AS department_name
    FROM tickets_promise p
    JOIN tickets_ticket t ON t.id = p.ticket_id
    JOIN people_user u ON u.id = p.promised_by_id
    JOIN people_department d ON d.id = p.department_id
"""
JUMP = """
    SELECT j.reference AS id, j.state, j.harm, j.reason, j.asked_at, j.within_budget, j.started_at, j.expires_at,
        j.ended_at, j.justified, j.version, t.reference AS ticket, t.title AS ticket_title, u.reference AS asked_by,
        u.full_name AS asked_by_name, d.reference AS department, d.name_en AS department_name
    FROM tickets_jump j
    JOIN tickets_ticket t ON t.id = j.ticket_id
    JOIN people_user u ON u.id = j.asked_by_id
    LEFT JOIN people_department d ON d.id = j.department_id
"""
QUESTION = """
    SELECT q.reference AS id, q.text, q.asked_at, q.due_at, q.state, q.ended_at, q.answer, q.helpful, q.version,
        t.reference AS ticket, t.title AS ticket_title, u.reference AS asked_by, u.full_name AS asked_by_name,
        a.reference AS answered_by, a.full_name AS answered_by_name,
        ARRAY(
            SELECT jsonb_build_object(
                'id', p.reference, 'name', p.full_name, 'declined', s.declined_at, 'reason', s.reason)
            FROM tickets_asked s JOIN people_user p ON p.id = s.person_id WHERE s.question_id = q.id ORDER BY s.id
        ) AS people
    FROM tickets_question q
    JOIN tickets_ticket t ON t.id = q.ticket_id
    JOIN people_user u ON u.id = q.asked_by_id
    LEFT JOIN people_user a ON a.id = q.answered_by_id
"""
ARTICLE = """
    SELECT a.reference AS id, a.title, a.text, a.language, a.state, a.valid_until, a.written_at, a.version,
        s.reference AS service, s.name_en AS service_name, d.reference AS department, d.name_en AS department_name,
        u.reference AS owner, u.full_name AS owner_name, a.approved_at, v.reference AS approved_by,
        v.full_name AS approved_by_name, q.reference AS question,
        (SELECT count(*) FROM tickets_articleuse w WHERE w.article_id = a.id) AS uses
    FROM tickets_article a
    JOIN people_department d ON d.id = a.department_id
    JOIN people_user u ON u.id = a.owner_id
    LEFT JOIN tickets_catalogueservice s ON s.id = a.service_id
    LEFT JOIN people_user v ON v.id = a.approved_by_id
    LEFT JOIN tickets_question q ON q.id = a.question_id
"""
PROBLEM = """
    SELECT p.reference AS id, p.title, p.cause, p.step, p.state, p.proposed_at, p.due_at, p.effective_on, p.version,
        d.reference AS department, d.name_en AS department_name, o.reference AS owner, o.full_name AS owner_name,
        (SELECT count(*) FROM tickets_problemticket l WHERE l.problem_id = p.id AND l.left_at IS NULL) AS tickets,
        p.week, p.count, p.mean, p.decided_at, p.reason, p.escalated_at, p.change, p.step_consent_at,
        p.suffering_consent_at, p.closed_at, p.result, f.reference AS suffering, f.name_en AS suffering_name
    FROM tickets_problem p
    JOIN people_department d ON d.id = p.department_id
    JOIN people_department f ON f.id = p.suffering_id
    LEFT JOIN people_user o ON o.id = p.owner_id
"""
APPROVALS = """
    SELECT a.reference AS id, a.text, a.by_rule, a.asked_at, a.state, a.level, a.due_at, a.ended_at, a.reason,
        a.version, t.reference AS ticket, t.title AS ticket_title, u.reference AS asked_by,
        u.full_name AS asked_by_name,
        ARRAY(
            SELECT jsonb_build_object(
                'level', s.level, 'mode', s.mode, 'role', s.role, 'asked', s.asked_at, 'due', s.due_at,
                'late', s.late_at, 'agreed', s.agreed, 'person', p.reference, 'name', p.full_name,
                'stand_in', i.full_name,
                'given_by', g.full_name, 'answered_by', w.full_name, 'answered_at', s.answered_at)
            FROM tickets_approvalseat s
            LEFT JOIN people_user p ON p.id = s.person_id
            LEFT JOIN people_user i ON i.id = s.stand_in_id
            LEFT JOIN people_user g ON g.id = s.given_by_id
            LEFT JOIN people_user w ON w.id = s.answered_by_id
            WHERE s.approval_id = a.id ORDER BY s.number
        ) AS seats
    FROM tickets_approval a
    JOIN tickets_ticket t ON t.id = a.ticket_id
    LEFT JOIN people_user u ON u.id = a.asked_by_id
    ORDER BY a.asked_at DESC, a.id DESC LIMIT 50
"""
FAILURES = """
    SELECT f.kind, f.minutes AS failure_minutes, c.number, c.minutes, c.at, t.reference AS ticket, t.title,
        d.reference AS department, d.name_en AS department_name
    FROM tickets_charge c
    JOIN tickets_failure f ON f.id = c.failure_id
    JOIN tickets_ticket t ON t.id = f.ticket_id
    JOIN people_department d ON d.id = c.department_id
    ORDER BY c.at DESC, c.id DESC LIMIT 50
"""
MAILS = """
    SELECT m.reference AS id, m.sender, m.subject, m.received_at, m.state, m.reason, m.attempts, t.reference AS ticket,
        m.route, m.size, m.recipients, m.fault, m.left_out, m.worked_at, m.version
    FROM tickets_inboundmail m LEFT JOIN tickets_ticket t ON t.id = m.ticket_id ORDER BY m.id DESC LIMIT 50
"""
DUTIES = """
    SELECT y.reference AS id, y.starts_at, y.ends_at, y.note, y.version, u.reference AS person,
        u.full_name AS person_name, d.reference AS department, d.name_en AS department_name
    FROM tickets_duty y JOIN people_user u ON u.id = y.person_id JOIN people_department d ON d.id = y.department_id
    WHERE y.cancelled_at IS NULL ORDER BY y.starts_at, y.id LIMIT 50
"""
RULES = """
    SELECT r.reference AS id, r.name_en, r.name_zh, r.position, r.active, r.kind, r.words, r.customer_prefix, r.came_by,
        r.sets_kind, r.version, d.reference AS department, d.name_en AS department_name, s.reference AS service,
        s.name_en AS service_name, t.reference AS target, t.name_en AS target_name, r.answer_key, r.answer_value,
        q.reference AS requester, q.name_en AS requester_name
    FROM tickets_routingrule r
    JOIN people_department t ON t.id = r.target_id
    LEFT JOIN people_department d ON d.id = r.department_id
    LEFT JOIN tickets_catalogueservice s ON s.id = r.service_id
    LEFT JOIN people_department q ON q.id = r.requester_id
    ORDER BY r.department_id, r.position, r.id LIMIT 50
"""
LEVELS = """
    SELECT l.reference AS id, l.clock, l.percent, l.minutes_after, l.tells, l.active, l.version,
        d.reference AS department, d.name_en AS department_name
    FROM tickets_escalationlevel l JOIN people_department d ON d.id = l.department_id
    ORDER BY l.percent, l.minutes_after, l.id LIMIT 50
"""
TEXTS = """
    SELECT x.reference AS id, x.name_en, x.name_zh, x.text_en, x.text_zh, x.active, x.version,
        d.reference AS department, d.name_en AS department_name
    FROM tickets_startingtext x JOIN people_department d ON d.id = x.department_id
    WHERE x.active ORDER BY x.name_en, x.id LIMIT 50
"""
SERVICES = """
    SELECT s.reference AS id, s.name_en, s.name_zh, s.response_minutes, s.resolution_minutes, s.active, s.version,
        s.description_en, s.description_zh, s.front_solves, s.external_id,
        d.reference AS department, d.name_en AS department_name
    FROM tickets_catalogueservice s JOIN people_department d ON d.id = s.department_id
    ORDER BY s.name_en, s.id LIMIT 50
"""
PURPOSES = """
    SELECT p.reference AS id, p.whom_en, p.whom_zh, p.need_en, p.need_zh, p.value_en, p.value_zh, p.version,
        d.reference AS department, d.name_en AS department_name
    FROM tickets_purpose p JOIN people_department d ON d.id = p.department_id ORDER BY d.name_en, p.id LIMIT 50
"""
ADDRESSES = """
    SELECT m.reference AS id, m.address, m.active, m.version, s.reference AS service, s.name_en AS service_name
    FROM tickets_inboundaddress m JOIN tickets_catalogueservice s ON s.id = m.service_id
    ORDER BY m.address, m.id LIMIT 50
"""
BUTTONS = """
    SELECT b.reference AS id, b.name_en, b.name_zh, b.text, b.resolves, b.active, b.version,
        s.reference AS service, s.name_en AS service_name
    FROM tickets_onebutton b JOIN tickets_catalogueservice s ON s.id = b.service_id ORDER BY b.name_en, b.id LIMIT 50
"""
POLICIES = """
    SELECT d.reference AS department, d.name_en AS department_name, p.per_person, p.per_department, p.days,
        p.acknowledge_minutes,
        ARRAY(
            SELECT jsonb_build_object('id', i.reference, 'name', i.name_en)
            FROM tickets_jumppolicy_informs n JOIN people_department i ON i.id = n.department_id
            WHERE n.jumppolicy_id = p.id ORDER BY i.path
        ) AS informs
    FROM tickets_jumppolicy p LEFT JOIN people_department d ON d.id = p.department_id ORDER BY d.path NULLS FIRST
"""
OPEN = "WHERE t.state IN ('new', 'in_progress', 'waiting') "
QUEUED = "ORDER BY t.queue_at, t.id LIMIT 50"
STATEMENTS = {
    "tickets": (TICKET + QUEUED,),
    "tickets open": (TICKET + OPEN + QUEUED,),
    "tickets of a queue": (TICKET + OPEN + "AND t.department_id = 1 " + QUEUED,),
    "tickets search": (TICKET + "WHERE t.search @@ %(q)s::tsquery " + QUEUED,),
    "ticket": (TICKET + "WHERE t.reference = %(q)s",),
    "ticket with its past": (
        TICKET + "WHERE t.reference = %(q)s",
        "SELECT number, started_at, ended_at, outcome, department_id, owner_id FROM tickets_step s "
        + OF_TICKET.format("s"),
        "SELECT kind, due_at, met_at, paused_at, breached_at FROM tickets_clock c " + OF_TICKET.format("c"),
        PROMISE + OF_TICKET.format("p"),
        QUESTION + OF_TICKET.format("q"),
        "SELECT at, verb, from_state, to_state, reason, data, actor_id FROM records_event" + ABOUT_TICKET,
        "SELECT at, text, internal, author_id FROM records_comment" + ABOUT_TICKET,
        FILES,
    ),
    "promises": (PROMISE + "ORDER BY p.due_at, p.id LIMIT 50",),
    "jumps": (JUMP + "ORDER BY j.asked_at DESC, j.id DESC LIMIT 50",),
    "questions": (QUESTION + "ORDER BY q.asked_at DESC, q.id DESC LIMIT 50",),
    "articles": (ARTICLE + "ORDER BY a.written_at DESC, a.id DESC LIMIT 50",),
    "problems": (PROBLEM + "ORDER BY p.proposed_at DESC, p.id DESC LIMIT 50",),
    "approvals": (APPROVALS,),
    "failures": (FAILURES,),
    "mails": (MAILS,),
    "addresses": (ADDRESSES,),
    "duties": (DUTIES,),
    "rules": (RULES,),
    "levels": (LEVELS,),
    "texts": (TEXTS,),
    "services": (SERVICES,),
    "purposes": (PURPOSES,),
    "buttons": (BUTTONS,),
    "policies": (POLICIES,),
}
