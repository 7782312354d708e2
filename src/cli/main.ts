console.error("mixlab: no command is built yet");
process.exitCode = 2;
