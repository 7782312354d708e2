import process from "node:process";

const everyMilliseconds = 1000;

/**
 * Calls `orphaned` once the process that started the kernel is gone: its parent then changes. Jupyter names the parent
 * in JPY_PARENT_PID, which tells an orphan even when it lost its parent before it looked.
 */
export function watchParent(first: number, orphaned: () => void): void {
  const named = Number(process.env.JPY_PARENT_PID);
  const isLost = first === 1 && Number.isInteger(named) && named > 1 && !isAlive(named);
  if (isLost) {
    orphaned();
    return;
  }
  const timer = setInterval(() => {
    if (process.ppid === first) return;
    clearInterval(timer);
    orphaned();
  }, everyMilliseconds);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
