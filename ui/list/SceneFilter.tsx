import { Modal } from 'antd'
import { useState } from 'react'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { useText } from '#ui/fields/text.ts'
import { type FilterSet, setFromWhere, setToWhere } from '#ui/fields/where.ts'
import { FilterBuilder } from './FilterBuilder.tsx'
import type { Scene, Scenes } from './scenes.ts'

export interface SceneFilterProps {
  scene: Scene
  scenes: Scenes
  fields: Map<string, FieldMeta>
  onClose: () => void
}

/** Whether the builder can show what a scene filters by. */
export const isBuildable = (scene: Scene, fields: Map<string, FieldMeta>): boolean =>
  scene.where === undefined || setFromWhere(scene.where, fields) !== undefined

/** The conditions of one's own scene, changed in place. */
export function SceneFilter({ scene, scenes, fields, onClose }: SceneFilterProps) {
  const { t, say } = useText()
  const { done, failed } = useFeedback()
  const [set, setSet] = useState<FilterSet>(() => setFromWhere(scene.where, fields) ?? { join: 'and', rows: [] })
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      await scenes.save({ key: scene.key, label: String(scene.label), where: setToWhere(set, fields) })
      done(t('saved'))
      onClose()
    } catch (error) {
      failed(error)
    } finally {
      setBusy(false)
    }
  }
  const offered = [...fields.values()].filter((f) => f.filterable !== false && f.type !== 'json')
  return (
    <Modal
      open
      width={720}
      title={say(`场景条件：${String(scene.label)}`, `Conditions of ${String(scene.label)}`)}
      okText={t('save')}
      okButtonProps={{ loading: busy }}
      onOk={save}
      onCancel={onClose}
    >
      <FilterBuilder fields={offered} value={set} onChange={setSet} />
    </Modal>
  )
}
