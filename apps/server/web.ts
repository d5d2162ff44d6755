import { ensureBuilt } from '#apps/web/build.ts'

/** Builds the web app when its sources are newer than the last build; returns the folder to serve. */
export async function webFolder(say: (line: string) => void): Promise<string | undefined> {
  try {
    return await ensureBuilt()
  } catch (error) {
    say(
      `网页构建失败，仅提供接口 The pages could not be built; serving the API only: ${(error as Error).message.slice(0, 500)}`,
    )
    return undefined
  }
}
