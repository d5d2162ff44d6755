/** Every module's own screens: importing a `*.ui.tsx` fills its slots and adds its pages. */
import.meta.glob('../../modules/**/*.ui.tsx', { eager: true })
