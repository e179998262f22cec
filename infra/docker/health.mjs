// The image's health check: exit code 0 once this container takes work.
const port =
    process.env.FM_ROLE === "worker"
        ? process.env.WORKER_HEALTH_PORT
        : process.env.PORT || process.env.BACKEND_PORT || "3001";
try {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, {
        signal: AbortSignal.timeout(4_000)
    });
    // Docker keeps the last lines of a check: they are what `docker inspect` shows.
    if (!answer.ok) console.error((await answer.text()).slice(0, 2_000));
    process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
    console.error(String(error));
    process.exitCode = 1;
}
