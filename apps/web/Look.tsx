import type { ConfigProviderProps } from 'antd'
import { App, ConfigProvider } from 'antd'
import enUS from 'antd/es/locale/en_US.js'
import zhCN from 'antd/es/locale/zh_CN.js'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { useLocale } from '#ui/core/i18n.tsx'
import { theme } from '#ui/core/theme.ts'

type AntdLocale = NonNullable<ConfigProviderProps['locale']>

/** The bundler hands over the locale, Node's rules say a namespace around it; take whichever came. */
const unwrap = (m: AntdLocale | { default: AntdLocale }): AntdLocale => ('default' in m ? m.default : m)
const [zh, en] = [unwrap(zhCN), unwrap(enUS)]

/** The identity, the language, and the messages, around everything. */
export function Look({ children }: { children: ReactNode }) {
  const { locale } = useLocale()
  dayjs.locale(locale === 'zh' ? 'zh-cn' : 'en')
  useEffect(() => {
    document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en'
  }, [locale])
  return (
    <ConfigProvider
      theme={theme}
      locale={locale === 'zh' ? zh : en}
      button={{ autoInsertSpace: false }}
      table={{ className: 'xl-table' }}
    >
      <App message={{ maxCount: 3, top: 60 }} className="xl-app">
        {children}
      </App>
    </ConfigProvider>
  )
}
