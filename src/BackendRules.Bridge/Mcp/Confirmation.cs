using System.Text.Json;
using BackendRules.Workspaces;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace BackendRules.Bridge;

/// <summary>Asks the user behind a client before something is written. The answer comes with the same call made again, so that nothing has to be kept.</summary>
internal static class Confirmation
{
    private const string Question = "write";

    /// <exception cref="Fault">The user said no, or can't be asked.</exception>
    /// <exception cref="InputRequiredException">The user has to be asked.</exception>
    public static void Ask(RequestContext<CallToolRequestParams>? request, Patch patch)
    {
        if (request?.Params?.InputResponses is { } answers && answers.TryGetValue(Question, out var answer))
        {
            if (answer.Deserialize(InputResponse.ElicitResultJsonTypeInfo) is { Action: "accept", Content: { } content } && content.TryGetValue(Question, out var yes) && yes.ValueKind == JsonValueKind.True)
                return;
            throw new Fault("confirmation_declined", "The user declined; nothing was written.");
        }

        if (request?.Server.ClientCapabilities?.Elicitation is null)
            throw new Fault("confirmation_required", "Nothing was written.", "Call apply_fix with confirm=true.");
        throw new InputRequiredException(new Dictionary<string, InputRequest>
        {
            [Question] = InputRequest.ForElicitation(new ElicitRequestParams
            {
                Message = $"Write {patch.PatchId}? It changes {string.Join(", ", patch.Files.Take(5).Select(static f => Shown.Clean(f.File)))}{(patch.Files.Count > 5 ? $" and {patch.Files.Count - 5} more" : "")}; backend-rules undo takes it back.",
                RequestedSchema = new ElicitRequestParams.RequestSchema
                {
                    Properties = new Dictionary<string, ElicitRequestParams.PrimitiveSchemaDefinition> { [Question] = new ElicitRequestParams.BooleanSchema { Title = "Write it" } },
                    Required = [Question],
                },
            }),
        });
    }
}
