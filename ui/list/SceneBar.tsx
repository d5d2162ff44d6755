import { DownOutlined, StarFilled } from '@ant-design/icons'
import { App, Button, Dropdown, Input, Tabs } from 'antd'
import { useState } from 'react'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { useText } from '#ui/fields/text.ts'
import { SceneManager } from './SceneManager.tsx'
import type { Scene, Scenes } from './scenes.ts'

export interface SceneBarProps {
  fields: Map<string, FieldMeta>
  scenes: Scenes
  current: Scene
  onChoose: (scene: Scene) => void
  /** The view differs from the personal scene it started from. */
  changed: boolean
  onSave: (name: string, into: Scene | null) => Promise<void>
}

/** 场景: the product's and one's own, as tabs; what is off the screen is under 更多. */
export function SceneBar({ fields, scenes, current, onChoose, changed, onSave }: SceneBarProps) {
  const { t, say } = useText()
  const { modal } = App.useApp()
  const [managing, setManaging] = useState(false)
  const nameOf = (s: Scene) => (typeof s.label === 'string' ? s.label : t(s.label))
  const saveAs = () => {
    let name = ''
    modal.confirm({
      title: say('保存为场景', 'Save as scene'),
      icon: null,
      content: (
        <Input
          autoFocus
          maxLength={30}
          placeholder={say('例如：本月要拜访的三级医院', 'Name')}
          onChange={(e) => (name = e.target.value)}
        />
      ),
      okText: t('save'),
      cancelText: t('cancel'),
      onOk: () => (name.trim() ? onSave(name.trim(), null) : Promise.reject(new Error('no name'))),
    })
  }
  const menu = [
    ...(!current.system && changed
      ? [{ key: 'save', label: say(`保存到「${nameOf(current)}」`, `Save to "${nameOf(current)}"`) }]
      : []),
    { key: 'saveAs', label: say('当前视图存为新场景', 'Save this view as a scene') },
    { key: 'manage', label: say('管理我的场景', 'Manage my scenes') },
  ]
  const act = (key: string) => {
    if (key === 'save') onSave(nameOf(current), current)
    if (key === 'saveAs') saveAs()
    if (key === 'manage') setManaging(true)
  }
  return (
    <>
      <Tabs
        className="xl-scenes"
        size="small"
        activeKey={current.key}
        onChange={(key) => {
          const scene = scenes.all.find((s) => s.key === key)
          if (scene) onChoose(scene)
        }}
        items={scenes.all.map((s) => ({
          key: s.key,
          label: (
            <span className="xl-scene-name" title={nameOf(s)}>
              {nameOf(s)}
              {s.isDefault && <StarFilled className="xl-scene-default" />}
              {s.key === current.key && changed && !s.system ? ' *' : ''}
            </span>
          ),
        }))}
        tabBarExtraContent={
          <Dropdown trigger={['click']} menu={{ items: menu, onClick: ({ key }) => act(key) }}>
            <Button type="text" size="small">
              {say('场景', 'Scenes')} <DownOutlined />
            </Button>
          </Dropdown>
        }
      />
      {managing && <SceneManager scenes={scenes} fields={fields} onClose={() => setManaging(false)} />}
    </>
  )
}
