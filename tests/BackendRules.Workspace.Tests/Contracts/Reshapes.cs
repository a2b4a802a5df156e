namespace BackendRules.Workspaces.Tests;

/// <summary>What counts as another shape of a body, breaking or not, and what doesn't travel at all.</summary>
public sealed class Reshapes
{
    [Fact]
    public void Additions_and_new_values_are_told_with_their_direction()
    {
        var difference = Compare(
            """
            app.MapPost("/orders", (NewOrder order) => new Order(1, State.Open, new Buyer("a")));
            app.MapGet("/ping", () => "pong");
            app.Run();
            public enum State { Open, Paid }
            public record NewOrder(string Sku);
            public record Order(int Id, State State, Buyer Buyer);
            public record Buyer(string Name);
            """,
            """
            app.MapPost("/orders", (NewOrder order) => new Order(1, State.Open, new Buyer("a", null)));
            app.MapGet("/ping", () => "pong");
            app.Run();
            public enum State { Open, Paid, Sent }
            public record NewOrder(string Sku, string? Gift = null);
            public record Order(int Id, State State, Buyer Buyer);
            public record Buyer(string Name, string? Phone);
            """);
        Assert.Equal(
            ["Request POST /orders $.gift", "Response POST /orders $.buyer.phone", "Response POST /orders $.state"],
            difference.Reshaped.Select(static r => $"{r.Direction} {r.Subject} {r.Path}"));
    }

    [Fact]
    public void Names_of_types_and_of_parameters_in_a_path_are_nobodys_business()
    {
        var difference = Compare(
            """
            app.MapPut("/notes/{id}", (int id, NewNote note) => Results.Ok(new Note(id, note.Text)));
            app.Run();
            public record NewNote(string Text);
            public record Note(int Id, string Text);
            """,
            """
            app.MapPut("/notes/{id}", (int id, ChangeNoteRequest note) => Results.Ok(new NoteResponse { Id = id, Text = note.Text }));
            app.Run();
            public sealed record ChangeNoteRequest(string Text);
            public sealed record NoteResponse { public required int Id { get; init; } public required string Text { get; init; } }
            """);
        Assert.Empty(difference.Endpoints);
        Assert.Empty(difference.Reshaped);

        var renamed = Assert.Single(Compare("app.MapGet(\"/notes/{id}\", (int id) => id);\napp.Run();", "app.MapGet(\"/notes/{noteId}\", (int noteId) => noteId);\napp.Run();").Endpoints);
        Assert.Equal(["route: /notes/{id} → /notes/{noteId}"], renamed.Details.ToArray());
    }

    [Fact]
    public void A_class_that_decides_who_may_call_is_named_when_its_code_changes()
    {
        const string Handler = """
            app.MapGet("/", () => 1).RequireAuthorization("adult");
            app.Run();
            public record MinimumAge(int Years) : IAuthorizationRequirement;
            public class AgeHandler : AuthorizationHandler<MinimumAge>
            {
                protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, MinimumAge requirement) { context.Succeed(requirement); return Task.CompletedTask; }
            }
            """;
        var change = Assert.Single(Compare(Handler, Handler.Replace("{ context.Succeed", "{ if (context.User.HasClaim(\"age\", \"18\")) context.Succeed", StringComparison.Ordinal)).Access);
        Assert.Equal((AccessShift.Changed, "AgeHandler, which decides who may call,"), (change.Shift, change.Endpoint));
        Assert.Empty(Compare(Handler, Handler.Replace("protected override", "/* as before */\n    protected override", StringComparison.Ordinal)).Access);
    }

    private static ContractDifference Compare(string before, string after) => Contract.Compare(Contract.Read([Sources.Page(before)]), Contract.Read([Sources.Page(after)]));
}
