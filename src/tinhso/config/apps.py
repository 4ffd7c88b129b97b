from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.config"
    label = "config"
    # name -> (what it says, a query for (label, number)); see kernel/people/walls.py
    vital_signs = {
        "tinhso_jobs": (
            "Background jobs by state",
            "select status::text, count(*) from procrastinate_jobs where status in ('todo', 'doing', 'failed')"
            " group by status",
        ),
        "tinhso_oldest_job_seconds": (
            "How long the oldest job that may run has waited",
            "select '', coalesce(extract(epoch from clock_timestamp() - min(coalesce(j.scheduled_at, e.at))), 0)"
            " from procrastinate_jobs j join procrastinate_events e on e.job_id = j.id and e.type = 'deferred'"
            " where j.status = 'todo' and (j.scheduled_at is null or j.scheduled_at < clock_timestamp())",
        ),
        "tinhso_worker_silent_seconds": (
            "Seconds since the last sign of life of any worker; missing without a worker",
            "select '', extract(epoch from clock_timestamp() - max(last_heartbeat)) from procrastinate_workers"
            " having max(last_heartbeat) is not null",
        ),
        "tinhso_database_bytes": (
            "Size of the database",
            "select '', pg_database_size(current_database())",
        ),
    }
