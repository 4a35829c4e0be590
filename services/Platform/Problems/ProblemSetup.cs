using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Problems;

internal static class ProblemSetup
{
    public static void AddFrenchProblems(this IServiceCollection services)
    {
        services.AddExceptionHandler<ProblemWriter>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            if (!problem.Extensions.ContainsKey("code"))
            {
                var words = StatusProblems.Of(problem.Status ?? context.HttpContext.Response.StatusCode);
                (problem.Type, problem.Title, problem.Detail) = (words.Type, words.Title, words.Detail);
                problem.Extensions["code"] = words.Extensions["code"];
            }
            problem.Extensions["correlationId"] = context.HttpContext.Items["correlation"] ?? Activity.Current?.TraceId.ToString();
        });
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }
}
