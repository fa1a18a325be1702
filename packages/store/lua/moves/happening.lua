-- What a move is to the history. Included by transition.lua.

--- @include "records/states"
--- @include "history/happenings"
--- @include "moves/step"

-- Whether the task of this move was found to be done.
local function is_done(step)
  return step.to == 'downloading' and HOLDS_SLOT[step.from]
end

-- After the move is written.
local function note_happening(call, step)
  local ended = ENDED_LIST[step.to] and not ENDED_LIST[step.from]
  if not ended and not step.settled and not is_done(step) then
    return
  end
  local held = step.held
  local model = model_in(held.request)
  local function note(what, ...)
    call.happenings[#call.happenings + 1] =
      happening(what, call.now, held.tenant, call.batch_id, model, held.account, ...)
  end
  if step.settled or is_done(step) then
    local since = is_done(step) and call.now - tonumber(step.updated_at or call.now) or ''
    note('m', string.format('%.0f', step.charged_now or 0), since)
  end
  if ended then
    local error = step.to == 'failed' and field_after(step, 'error') or ''
    local video = step.to == 'succeeded' and field_after(step, 'video') or ''
    note(
      'e',
      step.to,
      string.match(error, '"code":"([%w_]+)"') or '',
      field_after(step, 'pollCount') or '0',
      string.match(error, '"stage":"(%a+)"') or '',
      string.find(video, '"warnings":[', 1, true) and '1' or '',
      held.createdAt or '',
      field_after(step, 'submittedAt') or '',
      field_after(step, 'acceptedAt') or '',
      field_after(step, 'generatedAt') or ''
    )
  end
end
