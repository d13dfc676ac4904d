// Event types of Copilot CLI that are known and say nothing that an event is made of. All others are counted as unknown.

export const silentTypes: ReadonlySet<string> = new Set(
  (
    'assistant.fusion_phase_completed assistant.fusion_phase_failed assistant.intent assistant.reasoning ' +
    'assistant.turn_end assistant.turn_start assistant.usage audio external_tool.completed ' +
    'external_tool.requested hook.end hook.start human_response.recorded image mcp.oauth_recovery_completed ' +
    'permission.assentDetected permission.carriedForward permission.contextualAuthorization ' +
    'permission.messageAuthorization permission.messageAuthorizationDegraded permission.messageAuthorizationRead ' +
    'permission.requested session.auto_mode_resolved session.autopilot_objective_changed session.binary_asset ' +
    'session.canvas.recorded session.canvas.removed session.compaction_start session.completion_receipt ' +
    'session.context_cleared session.error session.fusion_completed session.fusion_resolved ' +
    'session.fusion_route_failed session.handoff session.idle session.import_legacy session.info ' +
    'session.mode_changed session.mode_notice_delivered session.model_deselected session.permission_recovery ' +
    'session.permissions_changed session.plan_changed session.remote_steerable_changed session.schedule_cancelled ' +
    'session.schedule_created session.schedule_rearmed session.session_limits_changed session.snapshot_rewind ' +
    'session.task_complete session.truncation session.usage_checkpoint session.warning ' +
    'session.workspace_file_changed skill.invoked subagent.completed subagent.configured subagent.deselected ' +
    'subagent.failed subagent.selected subagent.started system.message system.notification tool_search.activated '
  )
    .trim()
    .split(' '),
);
