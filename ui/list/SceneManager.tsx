import { DeleteOutlined, DownOutlined, FilterOutlined, StarFilled, StarOutlined, UpOutlined } from '@ant-design/icons'
import { Button, Input, Modal, Popconfirm, Space, Tooltip } from 'antd'
import { useState } from 'react'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { Nothing } from '#ui/core/Page.tsx'
import { useText } from '#ui/fields/text.ts'
import { isBuildable, SceneFilter } from './SceneFilter.tsx'
import type { Scene, Scenes } from './scenes.ts'

export interface SceneManagerProps {
  scenes: Scenes
  fields: Map<string, FieldMeta>
  onClose: () => void
}

/** Rename, order, refilter, make default, delete one's own scenes. */
export function SceneManager({ scenes, fields, onClose }: SceneManagerProps) {
  const { say } = useText()
  const { failed } = useFeedback()
  const [editing, setEditing] = useState<Scene | null>(null)
  const own = scenes.all.filter((s) => !s.system)
  const attempt = (work: Promise<unknown>) => work.catch(failed)
  const move = (at: number, by: number) => {
    const keys = own.map((s) => s.key)
    const [moved] = keys.splice(at, 1)
    if (moved) keys.splice(at + by, 0, moved)
    attempt(scenes.order(keys))
  }
  const rename = (scene: Scene, name: string) => {
    if (name.trim() && name.trim() !== scene.label) attempt(scenes.save({ key: scene.key, label: name.trim() }))
  }
  return (
    <Modal open title={say('管理我的场景', 'My scenes')} footer={null} onCancel={onClose} width={520}>
      {own.length === 0 && (
        <Nothing
          what={say('还没有自己的场景', 'No scenes of your own yet')}
          hint={say('设好筛选后点「存为场景」', 'Set a filter, then save it as a scene')}
        />
      )}
      {own.map((scene, at) => (
        <div key={scene.key} className="xl-scene-row">
          <Input
            defaultValue={String(scene.label)}
            maxLength={30}
            variant="borderless"
            aria-label={say('场景名称', 'Name')}
            onBlur={(e) => rename(scene, e.target.value)}
            onPressEnter={(e) => e.currentTarget.blur()}
          />
          <Space size={0}>
            {isBuildable(scene, fields) && (
              <Tooltip title={say('修改条件', 'Conditions')}>
                <Button
                  type="text"
                  icon={<FilterOutlined />}
                  aria-label={say('修改条件', 'Conditions')}
                  onClick={() => setEditing(scene)}
                />
              </Tooltip>
            )}
            <Tooltip
              title={
                scene.isDefault ? say('取消默认', 'Not default') : say('打开列表时默认使用', 'Use when the list opens')
              }
            >
              <Button
                type="text"
                icon={scene.isDefault ? <StarFilled style={{ color: 'var(--xl-accent)' }} /> : <StarOutlined />}
                aria-label={say('默认', 'Default')}
                onClick={() => attempt(scenes.setDefault(scene.isDefault ? null : scene))}
              />
            </Tooltip>
            <Button
              type="text"
              icon={<UpOutlined />}
              disabled={at === 0}
              aria-label={say('上移', 'Up')}
              onClick={() => move(at, -1)}
            />
            <Button
              type="text"
              icon={<DownOutlined />}
              disabled={at === own.length - 1}
              aria-label={say('下移', 'Down')}
              onClick={() => move(at, 1)}
            />
            <Popconfirm
              title={say('删除这个场景？', 'Delete this scene?')}
              onConfirm={() => attempt(scenes.remove(scene))}
            >
              <Button type="text" danger icon={<DeleteOutlined />} aria-label={say('删除', 'Delete')} />
            </Popconfirm>
          </Space>
        </div>
      ))}
      {editing && <SceneFilter scene={editing} scenes={scenes} fields={fields} onClose={() => setEditing(null)} />}
    </Modal>
  )
}
