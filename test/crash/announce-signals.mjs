// Preloaded into the process that is told to stop: it says when it has been told, for a signal arrives when it will.
// What listens after it is told at the same moment.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.stderr.write(`told ${signal}\n`));
