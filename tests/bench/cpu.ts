import { readFileSync } from 'node:fs';

/** Milliseconds of processor that a process has used, in its own code and in the kernel; 0 where there is no /proc. */
export function cpuOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Fields 14 and 15 of proc_pid_stat(5), in ticks of which Linux shows a hundred a second.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}
