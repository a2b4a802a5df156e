using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR3005: asynchronous work that a request starts and nobody waits for.</summary>
public sealed class UnobservedWork : Check
{
    internal static readonly Rule Declared = new(
        "BR3005",
        nameof(UnobservedWork),
        "Somebody waits for the asynchronous work of a request",
        "Nobody awaits '{0}': its failure is lost, and it may outlive the request; await it, or hand it to a background queue",
        Level.Warning)
    {
        Profile = ["CR2", "CR4"],
        Cwe = [755, 404],
        Owasp = ["API8"],
    };

    private static readonly DiagnosticDescriptor s_captures = Declared.Saying(
        "'{0}' runs on after the request and uses '{1}', which is disposed with it; await the work, or give it a scope of its own with IServiceScopeFactory");

    private static readonly DiagnosticDescriptor s_void = Declared.Saying("'{0}' is async void: nobody can await it, and an exception in it ends the process; return Task");

    private static readonly DiagnosticDescriptor s_lambda = Declared.Saying(
        "This async lambda becomes '{0}', which nobody awaits, and an exception in it ends the process; use a loop that awaits, or a delegate that returns Task");

    private static readonly DiagnosticDescriptor s_discarded = Declared.Saying(
        "'{0}' is let go without a word: its failure is lost; await it, hand it to a background queue, or say in a comment why it may fail", Level.Info);

    public UnobservedWork()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        watch.Operation(OperationKind.ExpressionStatement, static context =>
        {
            var operation = ((IExpressionStatementOperation)context.Operation).Operation;
            if (operation is IConditionalAccessOperation conditional)
                operation = conditional.WhenNotNull;
            if (operation is IInvocationOperation call && (IsTask(call.Type) || call.TargetMethod.Name.EndsWith("QueueUserWorkItem", StringComparison.Ordinal)))
                Dropped(context, call, isSaid: false);
        });
        watch.Operation(OperationKind.SimpleAssignment, static context =>
        {
            var assignment = (ISimpleAssignmentOperation)context.Operation;
            if (assignment.Target is IDiscardOperation && LocalValues.Bare(assignment.Value) is IInvocationOperation call && IsTask(call.Type))
                Dropped(context, call, isSaid: true);
        });
        watch.Operation(OperationKind.DelegateCreation, Lambda);
        watch.Symbol(SymbolKind.Method, Method);
    }

    internal static bool IsTask(ITypeSymbol? type) => type is { Name: "Task" or "ValueTask" } && type.ContainingNamespace is { Name: "Tasks" };

    private static void Dropped(OperationAnalysisContext context, IInvocationOperation call, bool isSaid)
    {
        // Whoever continues looks at the failure, and the work still runs on after the request.
        if (call.TargetMethod.Name == "ContinueWith" && call.Instance is IInvocationOperation continued && !DetachedWork.IsHarmless(continued))
        {
            if (RequestReach.Of(context.Compilation, context.CancellationToken).Contains(call, context.ContainingSymbol)
                && DetachedWork.Captured(continued, context.Compilation, context.CancellationToken) is { } used)
                context.ReportDiagnostic(Diagnostic.Create(s_captures, call.Syntax.GetLocation(), continued.TargetMethod.Name, used));
            return;
        }

        if (DetachedWork.IsHarmless(call) || !RequestReach.Of(context.Compilation, context.CancellationToken).Contains(call, context.ContainingSymbol))
            return;
        var name = call.TargetMethod.Name;
        if (DetachedWork.Captured(call, context.Compilation, context.CancellationToken) is { } captured)
        {
            context.ReportDiagnostic(Diagnostic.Create(s_captures, call.Syntax.GetLocation(), name, captured));
            return;
        }

        if (DetachedWork.LooksAfterItself(call, context.CancellationToken))
            return;
        if (isSaid || DetachedWork.IsStart(call))
        {
            if (!HasComment(call.Syntax))
                context.ReportDiagnostic(Diagnostic.Create(s_discarded, call.Syntax.GetLocation(), name));
            return;
        }

        context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), name));
    }

    private static void Lambda(OperationAnalysisContext context)
    {
        var creation = (IDelegateCreationOperation)context.Operation;
        if (creation.Target is not IAnonymousFunctionOperation { Symbol: { IsAsync: true, ReturnsVoid: true } } lambda || IsHandler(lambda.Symbol))
            return;
        if (creation.Parent is IEventAssignmentOperation || !ServedCode.Contains(context, creation) || Guards(lambda))
            return;
        var keyword = lambda.Syntax.GetFirstToken();
        context.ReportDiagnostic(Diagnostic.Create(s_lambda, keyword.GetLocation(), creation.Type?.ToMinimalDisplayString(creation.SemanticModel!, lambda.Syntax.SpanStart) ?? "Action"));
    }

    /// <summary>A timer's callback that catches everything itself is the only way to write one.</summary>
    private static bool Guards(IAnonymousFunctionOperation lambda) =>
        lambda.Body.Operations.Length > 0 && lambda.Body.Operations.All(static operation => operation is ITryOperation or IReturnOperation { ReturnedValue: null })
        && lambda.Body.Operations.OfType<ITryOperation>().All(static attempt => attempt.Catches.Any(static clause => clause.ExceptionType is null || clause.ExceptionType.SpecialType == SpecialType.System_Object || clause.ExceptionType.Is("System.Exception")));

    private static void Method(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (!method.IsAsync || !method.ReturnsVoid || method.MethodKind != MethodKind.Ordinary || method.IsOverride || IsHandler(method) || Implements(method))
            return;
        if (!ServedCode.IsHosted(method) && !(method.ContainingType is { } type && RequestReach.Of(context.Compilation, context.CancellationToken).Contains(type)))
            return;
        if (method.Locations[0].SourceTree is { } tree && method.DeclaringSyntaxReferences[0].GetSyntax(context.CancellationToken) is MethodDeclarationSyntax { Body: { } body } && IsGuarded(body))
            return;
        context.ReportDiagnostic(Diagnostic.Create(s_void, method.Locations[0], method.Name));
    }

    private static bool IsGuarded(BlockSyntax body) =>
        body.Statements.Count == 1 && body.Statements[0] is TryStatementSyntax attempt && attempt.Catches.Any(static clause => clause.Declaration is null || clause.Declaration.Type.ToString() is "Exception" or "System.Exception");

    /// <summary>Event handlers have no choice: <c>(object sender, EventArgs e)</c>.</summary>
    private static bool IsHandler(IMethodSymbol method) =>
        method.Parameters.Length == 2 && method.Parameters[0].Type.SpecialType == SpecialType.System_Object && method.Parameters[1].Type.Name.EndsWith("EventArgs", StringComparison.Ordinal);

    private static bool Implements(IMethodSymbol method)
    {
        if (!method.ExplicitInterfaceImplementations.IsEmpty)
            return true;
        foreach (var contract in method.ContainingType.AllInterfaces)
        {
            foreach (var member in contract.GetMembers(method.Name))
            {
                if (member.DeclaringSyntaxReferences.IsEmpty && SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method))
                    return true;
            }
        }

        return false;
    }

    /// <summary>A comment on the statement or in the lines above it says why the work is let go.</summary>
    private static bool HasComment(SyntaxNode node)
    {
        var statement = node.FirstAncestorOrSelf<StatementSyntax>();
        if (statement is null)
            return false;
        foreach (var trivia in statement.GetLeadingTrivia().Concat(statement.GetTrailingTrivia()))
        {
            if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
                return true;
        }

        return false;
    }
}
