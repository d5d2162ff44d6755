import { lazy } from 'react'
import { ApiError } from '#ui/core/api.ts'
import { useT } from '#ui/core/i18n.tsx'
import { Failure } from '#ui/core/Page.tsx'
import { useMe } from '#ui/core/session.tsx'
import { sectionsOf } from '#ui/core/slots.ts'
import { type Section, Settings } from '../../frame/Settings.tsx'

const SECTIONS: Section[] = [
  {
    path: '/admin',
    label: { zh: '部门与员工', en: 'Departments and people' },
    icon: 'apartment',
    page: lazy(() => import('./org/Organization.tsx')),
  },
  {
    path: '/admin/roles',
    label: { zh: '角色与权限', en: 'Roles and rights' },
    icon: 'safety',
    page: lazy(() => import('./roles/Roles.tsx')),
  },
  {
    path: '/admin/dictionaries',
    label: { zh: '数据字典', en: 'Dictionaries' },
    icon: 'book',
    page: lazy(() => import('./lists/Dictionaries.tsx')),
  },
  {
    path: '/admin/fields',
    label: { zh: '自定义字段', en: 'Custom fields' },
    icon: 'form',
    page: lazy(() => import('./lists/CustomFields.tsx')),
  },
  {
    path: '/admin/audit',
    label: { zh: '操作日志', en: 'Audit log' },
    icon: 'history',
    page: lazy(() => import('./Audit.tsx')),
  },
]

/** What an administrator arranges: people, rights, words, fields; and what has been done. */
export default function Admin() {
  const t = useT()
  const me = useMe()
  if (!me.admin) return <Failure error={new ApiError(403, {})} />
  return <Settings title={t('admin')} sections={[...SECTIONS, ...sectionsOf('admin')]} />
}
