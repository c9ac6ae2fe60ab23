"""Rows of customers and contacts."""

CONTACT = """
    SELECT c.reference AS id, c.external_id, c.channel, c.number, c.offered_at, c.answered_at, c.ended_at, c.service,
        c.kind, c.outcome, c.solved, c.ticket, c.in_hours,
        extract(epoch FROM c.handling)::float AS handling_seconds, s.code AS source, l.reference AS line,
        l.name_en AS line_name, a.reference AS agent, a.full_name AS agent_name, d.reference AS department,
        d.name_en AS department_name, i.reference AS customer, i.name AS customer_name, i.key AS customer_key, i.phone,
        i.email
    FROM customers_contact c
    JOIN customers_source s ON s.id = c.source_id
    LEFT JOIN customers_serviceline l ON l.id = c.line_id
    LEFT JOIN people_user a ON a.id = c.agent_id
    LEFT JOIN people_department d ON d.id = c.department_id
    LEFT JOIN customers_identity i ON i.id = c.identity_id
"""
CUSTOMER = """
    SELECT i.reference AS id, i.key, i.name, i.phone, i.email, i.created_at, i.version, s.code AS source
    FROM customers_identity i JOIN customers_source s ON s.id = i.source_id
"""
STATEMENTS = {
    "contacts": (CONTACT + "ORDER BY c.offered_at DESC, c.id DESC LIMIT 50",),
    "contact": (CONTACT + "WHERE c.reference = %(q)s",),
    "customers": (CUSTOMER + "ORDER BY i.created_at DESC, i.id DESC LIMIT 50",),
    "customer": (
        CUSTOMER + "WHERE i.reference = %(q)s",
        CONTACT + "WHERE i.reference = %(q)s ORDER BY c.offered_at DESC, c.id DESC LIMIT 50",
    ),
    "customer search": (CUSTOMER + "WHERE i.search @@ %(q)s::tsquery ORDER BY i.created_at DESC, i.id DESC LIMIT 50",),
}
