/** The Node that runs TypeScript without a build step and that everything here is tested on. */
export const REQUIRED_NODE = 24

/**
 * Refuses to go on under an older Node, where failures would come later and be hard to read.
 *
 * @param version as `process.version`, `v24.21.0`.
 * @throws Error in Chinese and English with the way out.
 */
export function assertRuntime(version: string = process.version): void {
  const major = Number(/^v(\d+)\./.exec(version)?.[1])
  if (major >= REQUIRED_NODE) return
  throw new Error(
    `需要 Node ${REQUIRED_NODE} 或更新版本，当前为 ${version}。请用 npm start（会使用 npm 安装的 Node ${REQUIRED_NODE}），或运行 npm ci 重新安装。\n` +
      `Node ${REQUIRED_NODE} or newer is needed, this is ${version}. Use npm start (it runs the Node ${REQUIRED_NODE} that npm installed), or install again with npm ci.`,
  )
}
