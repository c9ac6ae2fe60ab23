"""Rows of what every area stands on."""

STATEMENTS = {
    "employees": (
        """
        SELECT u.reference AS id, u.full_name, u.latin_name, u.email, u.job_title, u.is_active, u.external_id,
            u.version, d.reference AS department, d.name_en AS department_name
        FROM people_user u LEFT JOIN people_department d ON d.id = u.department_id
        WHERE u.is_active ORDER BY u.name_key, u.id LIMIT 50
        """,
    ),
}
