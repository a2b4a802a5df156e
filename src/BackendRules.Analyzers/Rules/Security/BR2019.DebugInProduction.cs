using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2019: what helps developers, switched on for everybody.</summary>
public sealed class DebugInProduction : Check
{
    internal static readonly Rule Declared = new(
        "BR2019",
        nameof(DebugInProduction),
        "What helps developers is off in production",
        "'{0}' {1}, in production too; let 'IsDevelopment()' decide",
        Level.Warning)
    {
        Profile = ["CR1", "CR2"],
        Cwe = [489, 209],
        Owasp = ["API8"],
        Asvs = ["13.4.2", "13.4.5"],
    };

    private static readonly DiagnosticDescriptor s_mild = Declared.Saying("'{0}' {1}, in production too; let 'IsDevelopment()' decide", Level.Info);

    private static readonly Members s_calls = new(
        "Microsoft.AspNetCore.Builder.DeveloperExceptionPageExtensions.UseDeveloperExceptionPage",
        "Microsoft.AspNetCore.Builder.MigrationsEndPointExtensions.UseMigrationsEndPoint", "Microsoft.AspNetCore.Builder.DatabaseErrorPageExtensions.UseDatabaseErrorPage",
        "Microsoft.EntityFrameworkCore.DbContextOptionsBuilder.{EnableSensitiveDataLogging,EnableDetailedErrors}",
        "Microsoft.EntityFrameworkCore.Infrastructure.DbContextOptionsBuilder.{EnableSensitiveDataLogging,EnableDetailedErrors}",
        "Microsoft.AspNetCore.Builder.GrpcReflectionEndpointRouteBuilderExtensions.MapGrpcReflectionService",
        "Microsoft.AspNetCore.Builder.SwaggerUIBuilderExtensions.UseSwaggerUI", "Microsoft.AspNetCore.Builder.SwaggerBuilderExtensions.UseSwagger",
        "Microsoft.AspNetCore.Builder.OpenApiEndpointRouteBuilderExtensions.MapOpenApi", "Microsoft.AspNetCore.Builder.ReDocBuilderExtensions.UseReDoc",
        "Microsoft.AspNetCore.Builder.NSwagApplicationBuilderExtensions.{UseSwaggerUi,UseOpenApi,UseSwaggerUi3}");

    public DebugInProduction()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        watch.Call(s_calls, Call);
        watch.Operation(OperationKind.SimpleAssignment, Set);
    }

    private static void Call(OperationAnalysisContext context, IInvocationOperation call)
    {
        var given = call.Arguments.FirstOrDefault(static a => a.Parameter?.Type.SpecialType == SpecialType.System_Boolean && a.ArgumentKind == ArgumentKind.Explicit)?.Value;
        if (given is not null && given.ConstantValue is not { HasValue: true, Value: true } || EnvironmentGate.Covers(call))
            return;
        var (what, isMild) = call.TargetMethod.Name switch
        {
            "UseDeveloperExceptionPage" or "UseDatabaseErrorPage" => ("shows stack traces and source to whoever causes an error", false),
            "UseMigrationsEndPoint" => ("lets whoever causes an error change the database", false),
            "EnableSensitiveDataLogging" => ("writes the values of queries, passwords and personal data among them, into logs", false),
            "EnableDetailedErrors" => ("puts values of the database into exceptions", true),
            "MapGrpcReflectionService" => ("describes every service to whoever asks", false),
            _ => ("describes the whole API to whoever asks", true),
        };
        Report(context, call, call.TargetMethod.Name, what, isMild);
    }

    private static void Set(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is not IPropertyReferenceOperation { Property: { } property } || LocalValues.Bare(assignment.Value).ConstantValue is not { HasValue: true, Value: true })
            return;
        var what = property.Name switch
        {
            "EnableDetailedErrors" when property.ContainingType.Name is "GrpcServiceOptions" or "HubOptions" => "sends the text of exceptions to callers",
            "DetailedErrors" when property.ContainingType.Name == "CircuitOptions" => "sends the text of exceptions to browsers",
            "IncludeExceptionDetails" => "sends exceptions with their stack traces to callers",
            "ShowPII" or "LogCompleteSecurityArtifact" when property.ContainingType.Name == "IdentityModelEventSource" => "writes tokens and personal data into logs",
            "IncludeErrorDetails" when property.ContainingType.Name == "JwtBearerOptions" => "tells callers why their token isn't believed",
            _ => null,
        };
        if (what is not null && !EnvironmentGate.Covers(assignment))
            Report(context, assignment, property.Name, what, property.Name == "IncludeErrorDetails");
    }

    private static void Report(OperationAnalysisContext context, IOperation place, string name, string what, bool isMild)
    {
        var syntax = place.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name : place.Syntax;
        context.ReportDiagnostic(Diagnostic.Create(isMild ? s_mild : Declared.Descriptor, syntax.GetLocation(), name, what));
    }
}
