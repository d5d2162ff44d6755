import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Radio, Select } from 'antd'
import { useState } from 'react'
import { ApiError, api } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { Failure, Loading, Page, Panel } from '#ui/core/Page.tsx'
import { useText } from '#ui/fields/text.ts'
import type { SecondFactorView } from './view.ts'

const PATH = '/second-factor-rule'
const KEY = ['secondFactorRule']
type Rule = Pick<SecondFactorView, 'mode' | 'roles'>

interface Role {
  id: string
  name: string
  labelZh: string
  labelEn: string | null
}

/** 登录安全: who must sign in with a second factor. */
export default function RulePage() {
  const { say } = useText()
  const rule = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.get<SecondFactorView>(PATH, undefined, signal) })
  return (
    <Page title={say('登录安全', 'Sign-in security')}>
      <Panel title={say('两步验证要求', 'Two-step sign-in')}>
        <p className="xl-hint xl-gap-bottom">
          {say(
            '被要求的人输入密码后，须先在手机上绑定身份验证器，完成前不能进行任何其他操作。保存后立即对所有人生效，包括已登录的人和您自己。API 密钥不受影响。',
            'Whoever is bound sets up an authenticator after the password and can do nothing else before. It holds at once, for people already signed in and for yourself. API keys are not affected.',
          )}
        </p>
        {rule.isPending ? (
          <Loading rows={3} />
        ) : rule.isError ? (
          <Failure error={rule.error} onRetry={() => rule.refetch()} />
        ) : (
          <RuleForm view={rule.data} />
        )}
      </Panel>
    </Page>
  )
}

function RuleForm({ view }: { view: SecondFactorView }) {
  const { t, say, locale } = useText()
  const { done, failed } = useFeedback()
  const client = useQueryClient()
  const [rule, setRule] = useState<Rule>({ mode: view.mode, roles: view.roles })
  const roles = useQuery({
    queryKey: ['o', 'role', 'list', 'secondFactor'],
    queryFn: ({ signal }) => api.list<Role>('roles', { limit: 200, sort: 'createdAt' }, signal),
  })
  const save = useMutation({
    mutationFn: () => api.put<SecondFactorView>(PATH, rule),
    onSuccess: (next) => {
      client.setQueryData(KEY, next)
      done(t('saved'))
    },
    onError: (error) => {
      // The rule binds the administrator himself: the frame leads him to the set-up.
      if (!(error instanceof ApiError && error.code === 'auth.twoFactorRequired')) failed(error)
    },
  })
  const changed = rule.mode !== view.mode || JSON.stringify(rule.roles) !== JSON.stringify(view.roles)
  return (
    <Form layout="vertical" onFinish={() => save.mutate()} requiredMark={false} style={{ maxWidth: 560 }}>
      <Form.Item label={say('谁必须使用两步验证', 'Who must use it')}>
        <Radio.Group
          value={rule.mode}
          onChange={(e) => setRule({ ...rule, mode: e.target.value })}
          options={[
            { value: 'off', label: say('不强制', 'Nobody') },
            { value: 'roles', label: say('指定角色', 'Chosen roles') },
            { value: 'everybody', label: say('所有人', 'Everybody') },
          ]}
        />
      </Form.Item>
      {rule.mode === 'roles' && (
        <Form.Item label={say('角色', 'Roles')}>
          <Select
            mode="multiple"
            value={rule.roles}
            loading={roles.isPending}
            placeholder={say('请选择角色', 'Choose roles')}
            showSearch={{ optionFilterProp: 'label' }}
            options={(roles.data?.data ?? []).map((r) => ({
              value: r.id,
              label: locale === 'en' ? (r.labelEn ?? r.labelZh) : r.labelZh,
            }))}
            onChange={(next) => setRule({ ...rule, roles: next })}
          />
        </Form.Item>
      )}
      {view.mode !== 'off' && !changed && (
        <Alert
          type={view.without ? 'warning' : 'success'}
          showIcon
          className="xl-gap-bottom"
          title={
            view.without
              ? say(
                  `共 ${view.bound} 人须使用，其中 ${view.without} 人尚未设置，将在下次操作时被引导设置`,
                  `${view.bound} people are bound; ${view.without} have not set it up and will be led to it`,
                )
              : say(`共 ${view.bound} 人须使用，均已设置`, `${view.bound} people are bound, and all have it`)
          }
        />
      )}
      <Button
        type="primary"
        htmlType="submit"
        loading={save.isPending}
        disabled={!changed || (rule.mode === 'roles' && rule.roles.length === 0)}
      >
        {t('save')}
      </Button>
    </Form>
  )
}
