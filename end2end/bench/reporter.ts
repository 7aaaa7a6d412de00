import type { Reporter, TestCase, TestError, TestResult } from '@playwright/test/reporter';

/** Prints what a measure prints, and why it failed. */
export default class Plain implements Reporter {
  printsToStdio(): boolean {
    return true;
  }

  onStdOut(chunk: string | Buffer): void {
    process.stdout.write(chunk);
  }

  onStdErr(chunk: string | Buffer): void {
    process.stderr.write(chunk);
  }

  onError(error: TestError): void {
    tell(error);
  }

  onTestEnd(_test: TestCase, result: TestResult): void {
    result.errors.forEach(tell);
  }
}

function tell(error: TestError): void {
  console.error(error.stack ?? error.message ?? error.value);
}
