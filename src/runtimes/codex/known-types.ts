// Record types of Codex that are known and say nothing that an event is made of. All others are counted as unknown.

const names = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

export const silentTypes = names('world_state inter_agent_communication_metadata ghost_snapshot state');

export const silentItems = names(
  'reasoning additional_tools ghost_snapshot agent_message image_generation_call compaction compaction_summary ' +
    'compaction_trigger context_compaction',
);

export const silentEvents = names(
  'agent_reasoning agent_reasoning_raw_content agent_reasoning_section_break task_complete turn_complete ' +
    'thread_settings_applied thread_name_updated thread_goal_updated thread_rolled_back patch_apply_begin ' +
    'mcp_tool_call_begin mcp_tool_call_end web_search_begin web_search_end exec_command_begin turn_diff plan_update ' +
    'entered_review_mode exited_review_mode sub_agent_activity collab_agent_spawn_begin collab_agent_spawn_end ' +
    'collab_agent_interaction_begin collab_agent_interaction_end collab_waiting_begin collab_waiting_end collab_close_begin ' +
    'collab_close_end guardian_assessment view_image_tool_call dynamic_tool_call_request dynamic_tool_call_response ' +
    'image_generation_end error warning stream_error background_event undo_started undo_completed deprecation_notice ' +
    'item_started session_configured shutdown_complete hook_started hook_completed model_reroute',
);

/** Types of response items, which the first versions wrote without an envelope. */
export const bareItems = names(
  'message reasoning function_call function_call_output local_shell_call custom_tool_call custom_tool_call_output ' +
    'web_search_call',
);
