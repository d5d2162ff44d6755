import { addTodo, fill } from '#ui/core/slots.ts'
import { TODOS } from '../todos.ui.ts'
import { AccountHeader } from './AccountHeader.tsx'
import { NextContactCell } from './NextContactCell.tsx'

fill('detail.header', { object: 'account', key: 'facts', component: AccountHeader })
fill('list.cell', { object: 'account', field: 'nextContactAt', component: NextContactCell })
fill('list.cell', { object: 'contactRecord', field: 'nextContactAt', component: NextContactCell })
for (const todo of TODOS) addTodo(todo)
